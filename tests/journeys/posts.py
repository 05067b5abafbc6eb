"""People at their posts, each in a browser of their own, all before one register.

A `Walk` is one page of one browser. Every page it comes to is looked at: nothing sticks out sideways on a phone, axe
has nothing to say, the console is quiet, and nothing has failed on the server.
"""

import pyotp
from playwright.sync_api import Browser, BrowserContext, Error, Locator, Page

from portal.jobs import RUNNERS, Jobs
from registry.core.actor import Actor
from tests.desk import Desk
from tests.journeys.looking import AXE, PHONE, RUN_AXE, SIDEWAYS, WIDE, listen
from tests.journeys.world import World
from tests.make.accounts import PASSWORD


class Walk:
    """One page, by clicks and keys; `wrong` is everything that was not as it must be, by page."""

    def __init__(self, page: Page, known: set[str], *, script: bool) -> None:
        self.page = page
        self._script = script
        self.wrong = listen(page)
        self._size = page.viewport_size or WIDE
        self._known = known  # titles of pages that axe has seen
        page.on("response", lambda answer: answer.status >= 500 and self.wrong.append(f"{answer.url}: {answer.status}"))

    def goto(self, path: str) -> None:
        """Open an address, as from a letter or a bookmark."""
        self.page.goto(path)
        self.look()

    def press(self, words: str, within: Locator | None = None) -> None:
        """Press the button with these words."""
        self.go((within or self.page.locator("main")).get_by_role("button", name=words, exact=True))

    def follow(self, words: str, within: Locator | None = None) -> None:
        """Follow the link with these words."""
        self.go((within or self.page.locator("main")).get_by_role("link", name=words, exact=True).first)

    def go(self, leading: Locator, *, times: int = 1) -> None:
        """Click what leads to a page: once, or in haste twice."""
        try:
            with self.page.expect_navigation():
                leading.click(click_count=times)
        except Error as broken_off:
            if times == 1 or "ERR_ABORTED" not in broken_off.message:
                raise
            self.page.wait_for_load_state()  # the second click's, which broke off the first's
        self.look()

    def menu(self, words: str) -> None:
        """Choose a page of the post's own menu."""
        self.follow(words, self.page.locator(".desk-menu"))

    def back(self) -> None:
        """The browser's own Back."""
        self.page.go_back()
        self.look()

    def fill(self, **answers: str | list[str]) -> None:
        """Type, choose and tick: by the name of the field, whatever kind it is."""
        for name, answer in answers.items():
            found = self.page.locator(f"main [name='{name}']:not([type=hidden])")
            kind = found.first.evaluate("node => node.type")
            if kind in {"checkbox", "radio"}:
                for one in [answer] if isinstance(answer, str) else answer:
                    self.page.locator(f"main [name='{name}'][value='{one}']").check()
            elif kind == "select-one":
                found.select_option(answer)
            else:
                assert isinstance(answer, str)
                found.fill(answer)

    def part(self, heading: str) -> Locator:
        """The section under the heading with this id."""
        return self.page.locator("section", has=self.page.locator(f"#{heading}"))

    def heading(self, words: str) -> None:
        """The page is this one."""
        assert self.page.inner_text("h1") == words, f"{self.page.url}:\n{self.page.inner_text('main')[:3000]}"

    def says(self, *words: str) -> None:
        """The page says this where it can be read."""
        for one in words:
            shown = self.page.locator("main").get_by_text(one).filter(visible=True)
            assert shown.count(), f"{self.page.url} does not say {one}:\n{self.page.inner_text('main')[:3000]}"

    def silent(self, *words: str) -> None:
        """The page does not say this anywhere."""
        shown = self.page.content()
        assert [one for one in words if one in shown] == []

    def look(self) -> None:
        """Look at the page as it is now; each kind of page once on a phone and, where scripts run, with axe."""
        page = self.page
        page.wait_for_load_state()
        kind = page.title()
        new = kind not in self._known
        if new:
            page.set_viewport_size(PHONE)
        found = page.evaluate(SIDEWAYS)
        if new and self._script:
            self._known.add(kind)
            page.evaluate(AXE)
            found += page.evaluate(RUN_AXE)
        if new:
            page.set_viewport_size(self._size)
        self.wrong += [f"{page.url.split('?')[0]}: {one}" for one in found]


class Posts:
    """A served register, and the browsers of the people who work in it."""

    def __init__(self, world: World, chromium: Browser) -> None:
        self.world = world
        self.desk = Desk(world.app, world.clock)
        self._chromium = chromium
        self._contexts: list[BrowserContext] = []
        self._walks: list[Walk] = []
        self._known: set[str] = set()
        self._posts: dict[tuple[str, int, bool], Walk] = {}

    def actor(self, role: str, number: int = 1) -> Actor:
        """The account of a post."""
        return self.desk.actor(role, number)

    def somebody(self, *, script: bool = True, phone: bool = False) -> Walk:
        """A browser of somebody who has never been here."""
        context = self._chromium.new_context(
            base_url=self.world.address, viewport=PHONE if phone else WIDE, locale="zh-CN", java_script_enabled=script
        )
        context.set_default_timeout(10_000)
        self._contexts.append(context)
        walk = Walk(context.new_page(), self._known, script=script)
        self._walks.append(walk)
        return walk

    def at(self, role: str, number: int = 1, *, script: bool = True, phone: bool = False) -> Walk:
        """The browser of a post, at the page where its day begins; it is signed in already."""
        key = role, number, script
        if key not in self._posts:
            cookie = self.desk.sign_in(role, number).plain.get_cookie("desk")
            assert cookie is not None
            walk = self._posts[key] = self.somebody(script=script, phone=phone)
            walk.page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": self.world.address}])
            walk.goto("/account/sign-in")
        return self._posts[key]

    def sign_in(self, walk: Walk, email: str, *, code: str = "") -> None:
        """Through the form and, where the post asks for it, with a number of its authenticator."""
        self.world.forget_counts()
        walk.goto("/account/sign-in")
        walk.fill(email=email, password=PASSWORD)
        walk.press("登录")
        if code:
            walk.fill(code=code)
            walk.press("继续")

    def set_authenticator_up(self, walk: Walk) -> None:
        """As whoever is asked to for the first time."""
        walk.press("开始设置")
        secret = walk.page.inner_text(".secret").replace(" ", "")
        walk.fill(code=pyotp.TOTP(secret).at(self.world.clock.now()))
        walk.press("确认")
        walk.heading("保存恢复码")
        walk.follow("我已保存，继续")

    def work(self) -> None:
        """Let the worker do what waits: jobs, then the index."""
        wiring = self.world.wiring
        jobs = Jobs(wiring.settings, self.world.app.extensions["register_writer"], self.world.clock, wiring.keyring,
                    {kind: one for kind, one in RUNNERS.items() if one.daily_at is None})  # fmt: skip
        try:
            while jobs.turn():
                continue
        finally:
            jobs.close()
        self.world.index()

    def faults(self) -> list[str]:
        """What was wrong on any page so far; asked once, then forgotten."""
        found = [one for walk in self._walks for one in walk.wrong]
        for walk in self._walks:
            walk.wrong.clear()
        return found

    def close(self) -> None:
        """Close the browsers."""
        for context in self._contexts:
            context.close()
