"""How a page in the browser is looked at."""

from playwright.sync_api import Page

from tests.structure.source import ROOT

WIDE = {"width": 1200, "height": 900}
PHONE = {"width": 360, "height": 640}

AXE = (ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text("utf-8")
RUN_AXE = """
async () => {
  const found = await axe.run(document, { rules: { "target-size": { enabled: true } } });
  const shown = nodes => nodes.slice(0, 3).map(node => node.html).join(" | ");
  return found.violations.map(one => one.id + ": " + one.help + " " + shown(one.nodes));
}
"""
SIDEWAYS = """
() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  const scrolls = node => {
    for (let up = node.parentElement; up; up = up.parentElement)
      if (getComputedStyle(up).overflowX !== "visible") return true;
    return false;
  };
  const wide = [...document.body.querySelectorAll("*")]
    .filter(node => node.checkVisibility() && node.getBoundingClientRect().right > width + 0.5 && !scrolls(node));
  return ["page " + document.documentElement.scrollWidth + " > " + width].concat(
    wide.slice(0, 5).map(node => node.outerHTML.slice(0, 160)));
}
"""
FOCUSED = """
() => {
  const node = document.activeElement;
  if (!node || node === document.body) return null;
  const style = getComputedStyle(node), box = node.getBoundingClientRect();
  const drawn = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2 || style.boxShadow !== "none";
  if (!node.dataset.walked) node.dataset.walked = String(document.querySelectorAll("[data-walked]").length + 1);
  const seen = box.width > 0 && box.height > 0;
  return { walked: node.dataset.walked, drawn, seen, html: node.outerHTML.slice(0, 120) };
}
"""


def listen(page: Page) -> list[str]:
    """Everything a page complains of from now on: console errors, violations of the policy, failed requests."""
    complaints: list[str] = []

    def heard(message: object) -> None:
        kind, text = message.type, message.text
        # A refusal that the journey asks for is no complaint.
        if kind in {"error", "warning"} and "the server responded with a status of" not in text:
            complaints.append(text)

    page.on("console", heard)
    page.on("pageerror", lambda problem: complaints.append(str(problem)))
    # A page left early and an answer that becomes a file are "aborted"; neither is a fault.
    page.on(
        "requestfailed",
        lambda request: None if "ABORTED" in str(request.failure) else complaints.append(f"{request.url}: failed"),
    )
    return complaints
