// What this page knows of one chat: its messages by id, kept equal to the server's by versions.

import { get } from "./stage.js";

const PAGE = 200;

export class Chat {
  constructor(id) {
    this.id = id;
    this.version = 0;
    this.messages = new Map();
    this.listeners = new Set();
    this.running = null;
    this.again = false;
    this.loaded = false;
  }

  /** Fetches what changed. Calls made meanwhile share one further fetch, so nothing runs twice. */
  sync() {
    if (this.running) {
      this.again = true;
      return this.running;
    }
    this.running = this.#fetchAll().finally(() => {
      this.running = null;
    });
    return this.running;
  }

  /** Forgets everything and fetches it anew: for a server that may have restarted meanwhile. */
  async refetch() {
    await this.running?.catch(() => {});
    this.version = 0;
    this.stale = new Set(this.messages.keys());
    return this.sync();
  }

  async #fetchAll() {
    do {
      this.again = false;
      let more = true;
      while (more) {
        const path = `/stage/chats/${this.id}/messages?after_version=${this.version}&limit=${PAGE}`;
        const answer = await get(path);
        for (const message of answer.messages) {
          this.messages.set(message.message_id, message);
          this.stale?.delete(message.message_id);
        }
        more = answer.messages.length >= PAGE;
        const last = Math.max(...answer.messages.map((message) => message.version), this.version);
        this.version = more ? last : Math.max(last, answer.version);
      }
    } while (this.again);
    for (const id of this.stale ?? []) this.messages.delete(id);
    this.stale = null;
    this.loaded = true;
    for (const listener of this.listeners) listener();
  }

  /** The messages people still see, oldest first. */
  visible() {
    return [...this.messages.values()]
      .filter((message) => !message.deleted)
      .sort((a, b) => a.message_id - b.message_id);
  }
}
