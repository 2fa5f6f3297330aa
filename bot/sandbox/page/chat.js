// What this page knows of one chat: its messages by id, kept equal to the server's by versions.

import { oneAtATime } from "./dom.js";
import { get } from "./stage.js";

const PAGE = 200;

export class Chat {
  constructor(id) {
    this.id = id;
    this.version = 0;
    this.messages = new Map();
    this.listeners = new Set();
    this.loaded = false;
    this.anew = false;
    /** Fetches what changed since the last time. */
    this.sync = oneAtATime(() => this.#fetch());
  }

  /** Fetches everything: the server may have been started afresh meanwhile. */
  refetch() {
    this.anew = true;
    return this.sync();
  }

  async #fetch() {
    const anew = this.anew;
    this.anew = false;
    try {
      await this.#fetchAll(anew);
    } catch (error) {
      this.anew ||= anew;
      throw error;
    }
    this.loaded = true;
    for (const listener of this.listeners) listener();
  }

  async #fetchAll(anew) {
    const stale = new Set(anew ? this.messages.keys() : []);
    let version = anew ? 0 : this.version;
    let more = true;
    while (more) {
      const answer = await get(`/stage/chats/${this.id}/messages?after_version=${version}&limit=${PAGE}`);
      for (const message of answer.messages) {
        this.messages.set(message.message_id, message);
        stale.delete(message.message_id);
        version = Math.max(version, message.version);
      }
      more = answer.messages.length >= PAGE;
      if (!more) version = Math.max(version, answer.version);
    }
    for (const id of stale) this.messages.delete(id);
    this.version = version;
  }

  /** The messages people still see, oldest first. */
  visible() {
    return [...this.messages.values()]
      .filter((message) => !message.deleted)
      .sort((a, b) => a.message_id - b.message_id);
  }
}
