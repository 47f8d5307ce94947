"""Walks a page by Tab as somebody does who has no pointer, and notes where they would be lost (WCAG 2.4.7, 2.4.11)."""

from typing import Any

from playwright.sync_api import Page
from playwright.sync_api import TimeoutError as TooLateError

SIDES = 3  # of the frame's four must be seen: a list may cut one where it scrolls
HERE = """(sides) => {
  const at = document.activeElement;
  if (!at || at === document.body) return null;
  const all = (window.walked ??= new Map());
  if (!all.has(at)) all.set(at, all.size);
  const label = at.labels?.[0];
  const framed = (one) => {
    const style = getComputedStyle(one);
    if (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2)
      return parseFloat(style.outlineWidth) + parseFloat(style.outlineOffset);
    return /^(?!.*inset).*px/.test(style.boxShadow) ? 1 : null;
  };
  // else its label stands for it
  const shown = at.getBoundingClientRect().width > 2 && getComputedStyle(at).opacity !== '0';
  const near = [shown && at, label, ...(label?.querySelectorAll('*') ?? [])];
  for (let up = at.parentElement; up && up !== document.body; up = up.parentElement) near.push(up);
  const holder = near.find((one) => one && framed(one) !== null);
  const seen = () => {
    const grown = framed(holder);
    const box = holder.getBoundingClientRect();
    const frame = [box.left - grown, box.top - grown, box.right + grown, box.bottom + grown];
    const room = [0, 0, innerWidth, Math.max(innerHeight, frame[3])]; // what is higher than the screen shows its top
    for (let up = holder.parentElement; up; up = up.parentElement) {
      const { overflowX, overflowY } = getComputedStyle(up);
      const edge = up.getBoundingClientRect();
      if (overflowX !== 'visible' && up !== document.body && up !== document.documentElement)
        [room[0], room[2]] = [Math.max(room[0], edge.left), Math.min(room[2], edge.right)];
      if (overflowY !== 'visible' && up !== document.body && up !== document.documentElement)
        [room[1], room[3]] = [Math.max(room[1], edge.top), Math.min(room[3], edge.bottom)];
    }
    return [0, 1].filter((i) => frame[i] >= room[i] - 1).length + [2, 3].filter((i) => frame[i] <= room[i] + 1).length;
  };
  const covered = (one) => {
    const { left, top, right, bottom } = one.getBoundingClientRect();
    const [width, height] = [Math.min(right, innerWidth) - left, Math.min(bottom, innerHeight) - top];
    const points = [[0.5, 0.5], [0.05, 0.1], [0.95, 0.1], [0.05, 0.9], [0.95, 0.9]];
    return points.every(([x, y]) => {
      const hit = document.elementFromPoint(left + x * width, top + y * height);
      return !hit || !(one.contains(hit) || hit.contains(one) || label?.contains(hit));
    });
  };
  const wrong = !holder ? 'no frame' : seen() < sides ? 'its frame is cut' : covered(holder) ? 'covered' : '';
  return { id: all.get(at), what: at.outerHTML.slice(0, 160), wrong };
}"""


def _settles(page: Page) -> bool:
    """A page that was still scrolling, or was drawn anew under the focus, shows it a moment later."""
    try:
        page.wait_for_function(f"(sides) => !({HERE})(sides)?.wrong", arg=SIDES, timeout=2_000)
    except TooLateError:
        return False
    return True


def lost(page: Page, most: int = 32) -> list[str]:
    """The stops at which the focus is not seen, and the one that Tab does not leave."""
    found: list[str] = []
    before: Any = None
    seen: set[int] = set()
    for _ in range(most):
        page.keyboard.press("Tab")
        here = page.evaluate(HERE, SIDES)
        if here is None or (here["id"] in seen and here["id"] != before):
            break  # once around
        if here["id"] == before:
            found.append(f"Tab does not leave: {here['what']}")
            break
        before = here["id"]
        seen.add(before)
        if here["wrong"] and not _settles(page):
            found.append(f"{here['wrong']}: {here['what']}")
    assert seen, "nothing takes the focus"
    return found
