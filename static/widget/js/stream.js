/* Server-sent events by fetch, because EventSource can't carry the token in a header. */

import { pause, pauseBefore } from "./pause.js";

const SILENCE = 40_000; // the hub says something every 15 s

export class Stream {
  #abort = null;
  #token = null;
  #onEvent;

  /** `onEvent(kind, data)`; kind `open` after every (re)connection, `lost` when there is none. */
  constructor(onEvent) {
    this.#onEvent = onEvent;
  }

  start(token) {
    if (token === this.#token) return;
    this.stop();
    this.#token = token;
    this.#run(token);
  }

  stop() {
    this.#token = null;
    this.#abort?.abort();
  }

  async #run(token) {
    let attempt = 0;
    while (this.#token === token) {
      let retryAfter = 0;
      try {
        const response = await this.#connect(token);
        retryAfter = Number(response.headers.get("Retry-After")) || 0;
        if (response.status === 401) return this.#end();
        if (response.ok) await this.#read(response, () => (attempt = 0));
      } catch (error) {
        // The network's own errors and our abort on silence: both mean to connect again.
        if (!(error instanceof TypeError) && error.name !== "AbortError") throw error;
      }
      if (this.#token !== token) return;
      this.#onEvent("lost");
      await pause(pauseBefore(attempt, retryAfter));
      attempt += 1;
    }
  }

  #end() {
    this.#token = null;
    this.#onEvent("closed");
  }

  #connect(token) {
    this.#abort = new AbortController();
    return fetch("/api/widget/events", {
      headers: { Authorization: `Bearer ${token}`, Accept: "text/event-stream" },
      cache: "no-store",
      credentials: "omit",
      signal: this.#abort.signal,
    });
  }

  async #read(response, onAlive) {
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    const { signal } = this.#abort;
    let text = "";
    while (!signal.aborted) {
      const watch = setTimeout(() => this.#abort.abort(), SILENCE);
      const { value, done } = await reader.read().finally(() => clearTimeout(watch));
      if (done) return;
      onAlive();
      const blocks = (text + value).split("\n\n");
      text = blocks.pop();
      if (!signal.aborted) blocks.forEach((block) => this.#tell(block));
    }
  }

  #tell(block) {
    const field = (name) => block.match(new RegExp(`^${name}: ?(.*)$`, "m"))?.[1] ?? "";
    const kind = field("event");
    if (kind === "closed") this.#end();
    else if (kind) this.#onEvent(kind, JSON.parse(field("data") || "{}"));
  }
}
