"""What the portal writes to people about their accounts: both languages in one letter, links from the set address only.

A letter never says whether anybody else has an account, and holds no secret but its one-use link.
"""

from datetime import datetime

from portal.language import moment
from portal.wiring import wiring
from registry.accounts.states import TokenPurpose

_PATHS = {TokenPurpose.RESET: "reset", TokenPurpose.INVITATION: "invitation"}


def link_of(purpose: TokenPurpose, token: str) -> str:
    """The address of a one-use link, from the configured base address (T17)."""
    return f"{wiring().settings.base_address}/account/{_PATHS[purpose]}/{token}"


def reset_letter(token: str) -> tuple[str, str]:
    """(subject, text) of the letter with the link to a new password."""
    link = link_of(TokenPurpose.RESET, token)
    return (
        "重设知门工作台密码 · Your new password",
        f"您（或别人）申请重设知门工作台的密码。请在 20 分钟内打开下面的链接，只能用一次：\n{link}\n"
        "如果不是您本人申请，请不要理会，密码不会改变。\n\n"
        f"Somebody, perhaps you, asked for a new password. Open this link within 20 minutes; it works once:\n{link}\n"
        "If it was not you, do nothing: your password stays as it is.\n",
    )


def invitation_letter(name: str, token: str) -> tuple[str, str]:
    """(subject, text) of the letter that invites somebody to set the first password."""
    link = link_of(TokenPurpose.INVITATION, token)
    return (
        "开通知门工作台账号 · Your account",
        f"{name}，您好：\n已为您开通知门工作台账号。请在 7 天内打开下面的链接设置密码，只能用一次：\n{link}\n\n"
        f"An account on the desk of the register was made for you. Set your password within 7 days; the link works "
        f"once:\n{link}\n",
    )


def new_device_letter(device: str, network: str, at: datetime) -> tuple[str, str]:
    """(subject, text) of the notice that somebody signed in with a browser not seen before."""
    return (
        "新设备登录提醒 · Signed in on a new device",
        f"您的账号于 {moment(at)}（北京时间）在一台新设备上登录：{device}，{network}。\n"
        "如果不是您本人，请立即登录后选择“全部退出”并更换密码，或联系协会。\n\n"
        f"Your account signed in on a device not seen before: {device}, {network}.\n"
        'If that was not you, sign in, choose "Sign out everywhere" and change your password, '
        "or call the association.\n",
    )


def known_letter() -> tuple[str, str]:
    """(subject, text) for somebody who asks for an account and has one."""
    base = wiring().settings.base_address
    return (
        "您已有知门工作台账号 · You have an account",
        f"有人用这个邮箱申请账号，但它已经有账号了。请直接登录：{base}/account/sign-in\n"
        f"忘记密码：{base}/account/forgotten\n\n"
        f"Somebody asked for an account with this address, but it has one. Sign in: {base}/account/sign-in\n",
    )
