/* The hub's JSON API, with a session that is opened by the first thing that needs one. */

import { storage } from "./storage.js";
import { Underway } from "./underway.js";

const TIMEOUT = 20_000;
const FILE_TIMEOUT = 10 * 60_000; // a large one over a poor line

export class Refused extends Error {
  constructor(status, error, retryAfter) {
    super(error?.message ?? `The hub answered ${status}.`);
    this.status = status;
    this.code = error?.code ?? "";
    this.retryAfter = retryAfter;
  }

  /** Whether the same request would be refused again, however often it is made. */
  get isFinal() {
    return this.status < 500 && ![401, 408, 429].includes(this.status);
  }
}

export class Api {
  #key;
  #tokenName;
  #opening = null;
  #identity = null;
  #traits = {};
  #underway = new Underway();
  onOpened = () => {};
  onLost = () => {};

  constructor(key) {
    this.#key = key;
    this.#tokenName = `conversations:${key}:token`;
  }

  get token() {
    return storage.get(this.#tokenName);
  }

  /** Say who the visitor is; the session hears of it now or when it opens. */
  async introduce({ identity = this.#identity, traits = {} }) {
    this.#identity = identity;
    this.#traits = { ...this.#traits, ...traits };
    if (identity || this.token) await this.open();
  }

  open() {
    this.#opening ??= this.#open().finally(() => (this.#opening = null));
    return this.#opening;
  }

  async #open() {
    const before = this.token;
    const body = { key: this.#key, traits: this.#traits };
    if (this.#identity) body.identity = this.#identity;
    const opened = await this.#request("POST", "sessions", body);
    storage.set(this.#tokenName, opened.token);
    if (opened.token !== before) this.onOpened(opened);
  }

  /** End the session here and for every tab. */
  async close() {
    this.#identity = null;
    this.#traits = {};
    const token = this.token;
    // Answered after the session has ended, it would be refused.
    this.#underway.giveUp(new Refused(401, { code: "LOGGED_OUT", message: "The visitor logged out." }));
    this.forget();
    if (token) await this.#request("DELETE", "sessions/current", undefined, token);
  }

  forget() {
    storage.remove(this.#tokenName);
    this.onLost();
  }

  /** Call an endpoint with the session. Raises Refused, or TypeError when the hub can't be reached. */
  async call(method, path, body) {
    if (!this.token) await this.open();
    try {
      return await this.#request(method, path, body);
    } catch (error) {
      if (error.code !== "SESSION_INVALID") throw error;
    }
    await this.open();
    return this.#request(method, path, body);
  }

  /** As `call`, for what is not worth a session: raises Refused where there is none any more. */
  async callInSession(method, path, body) {
    if (!this.token) throw new Refused(401, { code: "SESSION_INVALID", message: "There is no session." });
    return this.#request(method, path, body);
  }

  #request(method, path, body, token = this.token) {
    const patience = body instanceof FormData ? FILE_TIMEOUT : TIMEOUT;
    return this.#underway.wait(patience, (signal) => this.#send(method, path, body, token, signal));
  }

  async #send(method, path, body, token, signal) {
    const isFile = body instanceof FormData;
    const response = await fetch(`/api/widget/${path}`, {
      method,
      headers: {
        ...(token && { Authorization: `Bearer ${token}` }),
        ...(body && !isFile && { "Content-Type": "application/json" }),
      },
      body: isFile ? body : body && JSON.stringify(body),
      cache: "no-store",
      credentials: "omit",
      signal,
    });
    if (response.ok) return response.status === 204 ? null : response.json();
    const { error } = await response.json().catch(() => ({}));
    const refused = new Refused(response.status, error, Number(response.headers.get("Retry-After")) || 0);
    if (refused.code !== "SESSION_INVALID") throw refused;
    // Another tab may have opened a new session meanwhile: only the refused token is dropped.
    if (this.token === token) this.forget();
    if (path !== "sessions" || !token) throw refused;
    return this.#request(method, path, body);
  }
}
