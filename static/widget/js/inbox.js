/* What the hub has for this visitor, fetched from where the last fetch ended. */

export class Inbox {
  #api;
  #onPage;
  #isFetching = false;
  #isStale = false;
  // Not the newest id shown: one's own message comes back from sending it, ahead of what is before it.
  #after = 0;
  #changedSince = "";
  #thread = 0;

  /** `onPage(messages, ticket)` hears of what is new or changed, in the hub's order. */
  constructor(api, onPage) {
    this.#api = api;
    this.#onPage = onPage;
  }

  /** Begin again, for another thread. */
  clear() {
    this.#after = 0;
    this.#changedSince = "";
    this.#thread += 1;
  }

  /** Asked again while it runs, it runs once more. */
  async refresh() {
    this.#isStale = true;
    if (this.#isFetching || !this.#api.token) return;
    this.#isFetching = true;
    try {
      while (this.#isStale) await this.#fetch();
    } catch (error) {
      // The stream's next connection asks again.
      console.warn("Conversations:", error);
    } finally {
      this.#isFetching = false;
    }
  }

  async #fetch() {
    this.#isStale = false;
    const query = new URLSearchParams({ after: this.#after, changed_since: this.#changedSince });
    const thread = this.#thread;
    const page = await this.#api.call("GET", `messages?${query}`);
    if (thread !== this.#thread) return; // asked for before another thread began
    this.#after = Math.max(this.#after, ...page.messages.map(({ id }) => id));
    this.#changedSince = page.changed_as_of;
    this.#isStale ||= page.has_more;
    this.#onPage(page.messages, page.ticket);
  }
}
