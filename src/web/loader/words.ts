/* The loader's few words: i18n.ts would be half of its budget. */

import en from '../locales/en.json';
import sv from '../locales/sv.json';

type Word = Extract<keyof typeof en, `loader.${string}`>;

const tables: Record<string, Record<string, string>> = { en, sv };

export class Words {
  readonly language: string;

  constructor(wish: string) {
    const language = wish.toLowerCase().split('-')[0]!;
    this.language = tables[language] ? language : 'en';
  }

  say(word: Word, n?: number): string {
    return tables[this.language]![word]!.replace('{n}', String(n));
  }
}
