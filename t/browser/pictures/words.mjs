/*
 * What people say in the pictures, in both languages, and the product's own
 * words, so that a state finds its buttons in either.
 */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { TOP } from '../lib.mjs';

const own = {};

/* A text of src/web/locales, as the page shows it. */
export function own_words(locale, key, values = {}) {
  own[locale] ??= JSON.parse(
    readFileSync(join(TOP, `src/web/locales/${locale}.json`), 'utf8'),
  );
  const text = own[locale][key];

  if (text === undefined) {
    throw new Error(`there is no text "${key}"`);
  }
  return text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? '');
}

export const ARABIC = [
  'مرحبا، أريد إرجاع الكوب رقم 1024 لأنه وصل مكسورا.',
  'הכוס הגיעה שבורה, אפשר להחליף?',
];

export const LONG_NAME =
  'Maximilian-Alexander von Hohenlohe-Langenburg-Schillingsfürst';
export const LONG_AGENT =
  'Wilhelmina-Charlotta Fredrika af Ugglas-Natt och Dag Oxenstierna';
export const LONG_FLOW =
  'Returer, reklamationer och transportskador inom och utom Norden';

/* Opening hours of a flow that is closed all of today. */
export function opens_tomorrow() {
  const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

  return JSON.stringify({
    tz: 'UTC',
    week: Object.fromEntries(days.map((day) => [day, [['08:00', '17:00']]])),
    closed: [new Date().toISOString().slice(0, 10)],
  });
}

const WORD = 'https://shop.example/varor/porslin/muggar/morgon-3-deciliter-';

export const SAID = {
  sv: {
    welcome: 'Hej och välkommen! Vad kan vi hjälpa dig med?',
    flow: 'Kundtjänst',
    till: 'Betalningar',
    night: 'Efter stängning',
    second: 'Verkstaden',
    returns: 'Returer',
    question: 'Finns muggen Morgon i blått?',
    answer: 'Ja, den finns i lager. Ska jag lägga undan en åt dig?',
    more: 'Vi har tre kvar.',
    link: 'Här ser du den: https://shop.example/morgon-bla',
    lines: 'Två, tack:\n– en blå\n– en grön\n\nGår det att få dem inslagna?',
    yes: 'Självklart!',
    short: 'Ja',
    markup: 'På sidan står <b>slut i lager</b> & "beställ", stämmer det?',
    thanks: 'Tack för hjälpen!',
    draft:
      'Jag undrar också om ni kan skicka dem till Finland,\noch vad frakten kostar dit.\nDet är ingen brådska.',
    reply:
      'Jag beklagar! Jag ser två dragningar på 245 kr,\nden ena är redan på väg tillbaka.\nDu har den inom tre dagar.',
    left: 'Hej! När öppnar ni på lördag? Jag vill gärna hämta ett paket.',
    hold: 'Betalningen gick inte igenom, vad gör jag nu?',
    wait: 'Jag blev debiterad två gånger.',
    late: 'Går det att betala mot faktura?',
    retry: 'Det här kommer fram när nätet är tillbaka.',
    long: `${'Jag beställde sex muggar till en födelsedag och fyra av dem hade sprickor i glasyren när jag packade upp dem. '.repeat(7)}\n\n${WORD.repeat(3)}\n\n${'Donaudampfschifffahrtselektrizitätenhauptbetriebswerk'.repeat(4)}`,
    people: [
      ['Eva Sandström', 'Finns muggen Morgon i blått?'],
      ['Tor Lindqvist', 'Paketet har inte kommit fram än.'],
      ['Amira Haddad', 'Kan jag byta storlek på duken?'],
      ['Jens Øvergaard', 'Sender dere til Norge?'],
      ['Liv Åkesson', 'Tack, då väntar jag till måndag!'],
      ['Örjan Ek', 'Skålen är underbar, men locket saknas.'],
    ],
    history: (n) => `Rad ${n} av ett långt samtal.`,
    bo: 'Jag tittar på det nu.',
    note: 'Hon vill ha båda inslagna.',
  },
  en: {
    welcome: 'Hello and welcome! What can we help you with?',
    flow: 'Customer service',
    till: 'Payments',
    night: 'After hours',
    second: 'Workshop',
    returns: 'Returns',
    question: 'Do you have the Morning mug in blue?',
    answer: 'Yes, it is in stock. Shall I put one aside for you?',
    more: 'There are three left.',
    link: 'Here it is: https://shop.example/morning-blue',
    lines: 'Two, please:\n– one blue\n– one green\n\nCould you wrap them?',
    yes: 'Of course!',
    short: 'Yes',
    markup: 'The page says <b>sold out</b> & "order", is that right?',
    thanks: 'Thank you for your help!',
    draft:
      'I also wonder whether you can send them to Finland,\nand what the postage would be.\nThere is no hurry.',
    reply:
      'I am sorry! I see two charges of 245 kr,\none of them is on its way back already.\nYou will have it within three days.',
    left: 'Hello! When do you open on Saturday? I would like to collect a parcel.',
    hold: 'The payment did not go through, what do I do now?',
    wait: 'I was charged twice.',
    late: 'Can I pay by invoice?',
    retry: 'This arrives when the network is back.',
    long: `${'I ordered six mugs for a birthday, and four of them had cracks in the glaze when I unpacked them. '.repeat(7)}\n\n${WORD.repeat(3)}\n\n${'Donaudampfschifffahrtselektrizitätenhauptbetriebswerk'.repeat(4)}`,
    people: [
      ['Eve Sandstrom', 'Do you have the Morning mug in blue?'],
      ['Thomas Lindquist', 'The parcel has not arrived yet.'],
      ['Amira Haddad', 'May I have another size of the cloth?'],
      ['Jens Øvergaard', 'Do you deliver to Norway?'],
      ['Liv Åkesson', 'Thanks, I will wait until Monday then!'],
      ['Orson Oak', 'The bowl is lovely, but the lid is missing.'],
    ],
    history: (n) => `Line ${n} of a long talk.`,
    bo: 'I am looking into it now.',
    note: 'She would like both of them wrapped.',
  },
};
