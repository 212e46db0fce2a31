/* The line above the composer that says what is the case, and buttons that say there when they failed. */

import { say } from "./words.js";

export function startNotice(line) {
  function notice(text) {
    line.textContent = text;
    line.hidden = !text;
  }

  async function press(button, act) {
    button.disabled = true;
    try {
      await act();
      notice("");
    } catch (error) {
      console.warn("Conversations:", error);
      notice(say("person_failed"));
    } finally {
      button.disabled = false;
    }
  }

  return { notice, press };
}
