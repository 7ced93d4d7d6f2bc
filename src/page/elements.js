// Making and keeping elements. Text only ever goes in as text.

/** `make("p", {class: "faint"}, "Hello", other)`; properties that are functions are listeners. */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name, value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value != null) element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/**
 * Brings `parent`'s children in line with `items` and leaves alone what has not changed, so that
 * focus, selection and what a screen reader has said stay.
 */
export function reconcile(parent, items, render) {
  const old = new Map([...parent.children].map((child) => [child.dataset.key, child]));
  let place = parent.firstElementChild;
  for (const { key, state, value } of items) {
    const signature = JSON.stringify(state);
    let child = old.get(key);
    old.delete(key);
    if (child?.dataset.signature !== signature) {
      const fresh = render(value, state);
      Object.assign(fresh.dataset, { key, signature });
      if (child) {
        if (child === place) place = fresh;
        child.replaceWith(fresh);
      }
      child = fresh;
    }
    if (child === place) place = place.nextElementSibling;
    else parent.insertBefore(child, place);
  }
  old.forEach((child) => child.remove());
}

/** A letter on a colour that follows from the name. */
export function paintAvatar(element, name) {
  let hash = 7;
  for (const letter of name) hash = (hash * 31 + letter.codePointAt(0)) % 65_521;
  element.style.setProperty("--hue", (hash * 137) % 360);
  element.textContent = [...name][0]?.toUpperCase() ?? "?";
  return element;
}

const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const day = new Intl.DateTimeFormat(undefined, { weekday: "long", day: "numeric", month: "long" });
const shortDay = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short" });

export const timeOf = (moment) => clock.format(new Date(moment));

export function dayOf(moment) {
  const date = new Date(moment);
  const days = Math.round((midnight(new Date()) - midnight(date)) / 86_400_000);
  return ["Today", "Yesterday"][days] ?? day.format(date);
}

/** As short as a list wants it. */
export function shortTime(moment) {
  const date = new Date(moment);
  return midnight(date) === midnight(new Date()) ? clock.format(date) : shortDay.format(date);
}

const midnight = (date) => new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
