/*
 * What people, flows and channels are called on the screen.
 */

import type { AgentRef, Channel, Person } from '../shared/api';
import { t, type Key } from '../shared/i18n';

const NAMELESS: Record<Person['kind'], Key> = {
  visitor: 'console.person.visitor',
  agent: 'console.person.agent',
  bot: 'console.person.bot',
  system: 'console.person.system',
};

const CHANNELS: Record<Channel, Key> = {
  chat: 'console.channel.chat',
  mail: 'console.channel.mail',
  forum: 'console.channel.forum',
  form: 'console.channel.form',
  portal: 'console.channel.portal',
  api: 'console.channel.api',
};

export function person_name(person: Person): string {
  return person.name?.trim() || t(NAMELESS[person.kind]);
}

export function agent_name(agent: AgentRef): string {
  return agent.name?.trim() || t('console.person.agent');
}

export function channel_name(channel: Channel): string {
  return t(CHANNELS[channel]);
}
