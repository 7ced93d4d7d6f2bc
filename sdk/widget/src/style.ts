/** How the widget looks. Pages set `--warbler-accent` and its kin; `accent` sets the first. */
export const STYLE = `
:host {
  --accent: var(--warbler-accent, #0e7a6d); --accent-ink: var(--warbler-accent-ink, #fff);
  --surface: #fff; --raised: #eef0ed; --line: #dfe3dd; --ink: #17211d; --faint: #5d6b64;
  --danger: #b3261e; --radius: var(--warbler-radius, 18px);
  position: fixed; z-index: 2147483000; inset: auto 20px 20px auto; color-scheme: light;
  font: 15px/1.45 var(--warbler-font, system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif);
  color: var(--ink);
}
:host([position="left"]) { inset: auto auto 20px 20px; }
@media (prefers-color-scheme: dark) {
  :host(:not([theme="light"])) {
    --accent: var(--warbler-accent, #3cc4ae); --accent-ink: var(--warbler-accent-ink, #06241f);
    --surface: #171e1c; --raised: #26302c; --line: #313c38; --ink: #e8eeeb; --faint: #9aa8a1; --danger: #ff8a80; color-scheme: dark;
  }
}
:host([theme="dark"]) {
  --accent: var(--warbler-accent, #3cc4ae); --accent-ink: var(--warbler-accent-ink, #06241f);
  --surface: #171e1c; --raised: #26302c; --line: #313c38; --ink: #e8eeeb; --faint: #9aa8a1; --danger: #ff8a80; color-scheme: dark;
}
* { box-sizing: border-box; }
[hidden] { display: none !important; }
button, textarea, input { font: inherit; color: inherit; }
button { cursor: pointer; border: 0; background: none; padding: 0; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
svg { width: 22px; height: 22px; fill: none; stroke: currentColor; stroke-width: 2; stroke-linecap: round; stroke-linejoin: round; }
.launcher { position: relative; display: grid; place-items: center; width: 58px; height: 58px; border-radius: 50%; margin-left: auto; background: var(--accent); color: var(--accent-ink); box-shadow: 0 6px 24px rgb(0 0 0 / .22); transition: transform .15s; }
.launcher:hover { transform: scale(1.05); }
:host([position="left"]) .launcher { margin-left: 0; }
.badge { position: absolute; top: -3px; right: -3px; min-width: 22px; padding: 0 6px; border-radius: 99px; background: var(--danger); color: #fff; font-size: 12px; font-weight: 700; line-height: 22px; text-align: center; }
.panel { display: flex; flex-direction: column; width: 380px; height: min(640px, calc(100dvh - 110px)); margin-bottom: 14px; overflow: hidden; border-radius: var(--radius); background: var(--surface); box-shadow: 0 12px 48px rgb(0 0 0 / .28); }
header { display: flex; align-items: center; gap: 10px; padding: 14px 16px; background: var(--accent); color: var(--accent-ink); }
header div { flex: 1; min-width: 0; }
h2 { margin: 0; font-size: 17px; line-height: 1.3; }
.status { margin: 0; font-size: 13px; opacity: .9; }
.status:empty { display: none; }
.icon { display: grid; place-items: center; flex: none; width: 36px; height: 36px; border-radius: 50%; }
.scroll { flex: 1; overflow-y: auto; overscroll-behavior: contain; padding: 14px 14px 6px; }
.messages { display: flex; flex-direction: column; gap: 4px; margin: 0; padding: 0; list-style: none; }
.older { display: block; margin: 0 auto 10px; padding: 5px 14px; border-radius: 99px; background: var(--raised); font-size: 13px; }
.message { display: flex; flex-direction: column; align-items: flex-start; max-width: 86%; align-self: flex-start; }
.message.own { align-self: flex-end; align-items: flex-end; }
.message.system { align-self: center; max-width: 94%; color: var(--faint); font-size: 13px; text-align: center; }
.bubble { padding: 9px 13px; border-radius: 16px 16px 16px 5px; background: var(--raised); white-space: pre-wrap; overflow-wrap: anywhere; }
.own .bubble { border-radius: 16px 16px 5px 16px; background: var(--accent); color: var(--accent-ink); }
.own .bubble a { color: inherit; }
.system .bubble { padding: 4px 8px; background: none; }
.bubble a { color: var(--accent); text-underline-offset: 2px; }
.bubble.gone { color: var(--faint); font-style: italic; background: none; border: 1px dashed var(--line); }
.note { display: flex; gap: 8px; padding: 2px 4px 6px; color: var(--faint); font-size: 12px; }
.note.failed { color: var(--danger); }
.note button { text-decoration: underline; text-underline-offset: 2px; }
.writing::after { content: ""; display: inline-block; width: 7px; height: 1em; margin-left: 3px; vertical-align: -2px; background: currentColor; animation: blink 1s steps(2) infinite; }
@keyframes blink { 50% { opacity: 0; } }
.sources { margin: 4px 0 6px; padding: 0 4px; font-size: 13px; color: var(--faint); }
.sources ol { margin: 2px 0 0; padding-left: 20px; }
.sources a { color: var(--accent); }
.file { display: flex; align-items: center; gap: 8px; margin: 2px 0; padding: 8px 12px; border: 1px solid var(--line); border-radius: 12px; text-align: left; overflow-wrap: anywhere; }
.file small { color: var(--faint); white-space: nowrap; }
.picture { display: block; max-width: 240px; margin: 2px 0; border-radius: 12px; overflow: hidden; background: var(--raised); }
.picture img { display: block; width: 100%; height: auto; max-height: 260px; object-fit: cover; }
.typing { min-height: 22px; margin: 0; padding: 0 18px; color: var(--faint); font-size: 13px; }
.banner { margin: 0 12px 8px; padding: 10px 12px; border-radius: 12px; background: var(--raised); font-size: 14px; }
.banner p { margin: 0; }
.choice { display: flex; flex-wrap: wrap; gap: 8px; margin-top: 8px; }
.choice button { padding: 6px 14px; border-radius: 99px; background: var(--accent); color: var(--accent-ink); font-weight: 600; }
.choice button.quiet { background: none; color: inherit; border: 1px solid var(--line); }
.stars { display: flex; gap: 6px; margin: 6px 0; }
.stars button { font-size: 26px; line-height: 1; color: var(--line); }
.stars button[aria-checked="true"] { color: #e0a100; }
.banner input { width: 100%; padding: 8px 10px; border: 1px solid var(--line); border-radius: 10px; background: var(--surface); }
form.composer { display: flex; align-items: flex-end; gap: 4px; padding: 8px 10px 12px; border-top: 1px solid var(--line); }
textarea { flex: 1; max-height: 130px; padding: 8px 4px; border: 0; background: none; resize: none; }
textarea:focus-visible { outline: none; }
.composer:focus-within { box-shadow: inset 0 2px 0 var(--accent); }
.send { background: var(--accent); color: var(--accent-ink); }
.send:disabled { opacity: .4; cursor: default; }
.visually-hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
@media (max-width: 480px) {
  :host([data-open]), :host([data-open][position="left"]) { inset: 0; }
  :host([data-open]) .launcher { display: none; }
  .panel { width: 100%; height: 100dvh; margin: 0; border-radius: 0; }
}
@media (prefers-reduced-motion: reduce) { * { animation: none !important; transition: none !important; } }
`;
