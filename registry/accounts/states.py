"""States of accounts, what a one-use token is good for, and why a sign-in ended."""

from registry.core.labels import LabelledEnum


class AccountState(LabelledEnum):
    """Whether somebody may sign in at all."""

    INVITED = "invited", "已邀请，尚未设置密码", "Invited, no password yet"
    ACTIVE = "active", "可登录", "Active"
    DISABLED = "disabled", "已停用", "Disabled"


class TokenPurpose(LabelledEnum):
    """What a one-use token opens."""

    INVITATION = "invitation", "首次设置密码", "First password"
    RESET = "reset", "重设密码", "New password"


class SignInEnd(LabelledEnum):
    """Why a sign-in no longer holds."""

    SIGNED_OUT = "signed_out", "本人退出", "Signed out"
    EVERYWHERE = "everywhere", "本人在别处全部退出", "Signed out everywhere"
    PASSWORD = "password", "密码已更换", "Password changed"
    DISABLED = "disabled", "账号已停用", "Account disabled"
    MEMBERSHIP = "membership", "岗位已结束", "Membership ended"
