// The passkey scripts only log what went wrong; this says it to the person.
document.addEventListener("allauth.error", () => {
  const text = document.querySelector('meta[name="passkey-failed"]').content;
  document.dispatchEvent(new CustomEvent("toast", { detail: { text, level: "bad" } }));
});

// A browser (or an address without a name or without TLS) that has no passkeys is not offered one.
if (!window.PublicKeyCredential) {
  for (const id of ["passkey_login", "mfa_webauthn_authenticate", "mfa_webauthn_reauthenticate"]) {
    document.getElementById(id)?.setAttribute("hidden", "");
  }
}
