/* Files that are pasted into the message, or dropped anywhere on the messenger. */

export function startDropping(form, take) {
  form.addEventListener("paste", (event) => {
    const { files, types } = event.clipboardData;
    // Copied from an office program, a text comes with its own picture.
    if (!files.length || types.includes("text/plain")) return;
    event.preventDefault();
    take([...files]);
  });
  addEventListener("dragover", (event) => {
    if (event.dataTransfer.types.includes("Files")) event.preventDefault();
  });
  addEventListener("drop", (event) => {
    const files = [...event.dataTransfer.files];
    if (!files.length) return;
    event.preventDefault();
    take(files);
  });
}
