/* Files beside the message that is being written: each goes up at once, and waits in the hub to be sent. */

import { element } from "./elements.js";
import { storage } from "./storage.js";
import { say } from "./words.js";

const limits = JSON.parse(document.getElementById("files-limits").textContent);
const fill = (words, values) => words.replace(/\{(\w+)\}/g, (_, name) => values[name]);

/** Why a file can't go, as the hub would say it; "" when it can. */
function refusal({ name, size }) {
  if (size > limits.bytes) return fill(limits.too_big, { name, size: (size / 2 ** 20).toFixed(1) });
  const suffix = name.split(".").pop().toLowerCase();
  return limits.types.split(" ").includes(suffix) ? "" : fill(limits.wrong_type, { name });
}

export class Files {
  #form;
  #list;
  #said;
  #api;
  #name;
  // As the hub has them; without an id while they are on their way.
  #items = [];

  constructor(form, key, api) {
    this.#form = form;
    this.#list = form.querySelector("[data-files]");
    this.#said = document.querySelector("[data-files-said]");
    this.#api = api;
    this.#name = `conversations:${key}:files`;
    const input = form.querySelector("[type=file]");
    input.addEventListener("change", () => {
      this.take([...input.files]);
      input.value = "";
    });
    this.#recall();
  }

  get count() {
    return this.#items.length;
  }

  /** Whether one is still on its way, which is then said. */
  isBusy() {
    const isBusy = this.#items.some(({ id }) => !id);
    this.#say(isBusy && say("files_wait"));
    return isBusy;
  }

  take(files) {
    this.#say(...files.map((file) => this.#takeOne(file)));
  }

  /** Give them to a message; the next one begins without. */
  hand() {
    const handed = this.#items.map(({ id, name }) => ({ id, name }));
    this.clear();
    return handed;
  }

  clear() {
    this.#keep([]);
  }

  /** The session is over, and with it what the hub has; what is on its way opens another. */
  forget() {
    this.#keep(this.#items.filter(({ id }) => !id));
  }

  #takeOne(file) {
    if (this.count >= limits.count) return limits.too_many;
    const why = refusal(file);
    if (!why) this.#upload(file);
    return why;
  }

  async #upload(file) {
    const item = { name: file.name };
    this.#keep([...this.#items, item]);
    const body = new FormData();
    body.append("file", file, file.name);
    try {
      Object.assign(item, (await this.#api.call("POST", "files", body)).file);
      if (this.#items.includes(item)) this.#keep(this.#items);
      else this.#takeBack(item);
    } catch (error) {
      console.warn("Conversations:", error);
      this.#keep(this.#without(item));
      this.#say(error.code ? error.message : say("file_failed", item));
    }
  }

  /** After a reload, what still waits: another tab may have sent it, or the hub forgotten it. */
  async #recall() {
    for (const item of JSON.parse(storage.get(this.#name) ?? "[]")) {
      try {
        const { file } = await this.#api.callInSession("GET", `files/${item.id}`);
        if (file.is_waiting) this.#keep([...this.#items, file]);
      } catch (error) {
        console.warn("Conversations:", error);
        if (!error.status) this.#keep([...this.#items, item]);
      }
    }
  }

  #remove(item) {
    this.#keep(this.#without(item));
    this.#say();
    if (item.id) this.#takeBack(item);
    this.#form.querySelector("textarea").focus();
  }

  #takeBack({ id }) {
    this.#api.callInSession("DELETE", `files/${id}`).catch((error) => console.warn("Conversations:", error));
  }

  #without = (item) => this.#items.filter((other) => other !== item);

  #keep(items) {
    this.#items = items;
    const kept = items.filter(({ id }) => id).map(({ id, name }) => ({ id, name }));
    if (kept.length) storage.set(this.#name, JSON.stringify(kept));
    else storage.remove(this.#name);
    this.#list.replaceChildren(...items.map((one) => this.#chip(one)));
    this.#list.hidden = !items.length;
  }

  #chip(item) {
    const picture = item.is_image && Object.assign(element("img", "file-thumb"), { src: item.url, alt: "" });
    const remove = element("button", "file-remove", "×");
    Object.assign(remove, { type: "button", ariaLabel: say("remove_file", item) });
    remove.addEventListener("click", () => this.#remove(item));
    const name = element("span", "file-name", item.id ? item.name : say("uploading", item));
    name.dir = "auto";
    return element("li", "file", picture, name, remove);
  }

  #say(...words) {
    const said = [...new Set(words)].filter(Boolean).join(" ");
    this.#said.textContent = said;
    this.#said.hidden = !said;
  }
}
