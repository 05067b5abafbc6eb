"""Forms of requests about personal data."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from portal.language import text
from registry.consents.states import Channel
from registry.rights.rules import LIMITS
from registry.rights.states import ComplaintTopic


class RequestForm(FlaskForm):
    """A request as it was made; whose data it is about comes with the address of the person's page."""

    class Meta:
        csrf = False

    kind = SelectField(_l("请求的种类"), [InputRequired(_l("请选择请求的种类"))])
    channel = SelectField(_l("怎样提出的"), [InputRequired(_l("请选择"))])
    person = HiddenField()
    company = StringField(_l("企业统一社会信用代码（企业提出异议时填）"), [Length(max=30)])
    item = StringField(_l("所异议的公开记录序号"), [Length(max=12)])
    words = TextAreaField(_l("请求内容（加密保存）"), [Length(max=2000)])
    contact = StringField(_l("联系方式（加密保存，结案 90 天后删除）"), [Length(max=200)])

    def filled(self) -> "RequestForm":
        """With the kinds and channels to choose from."""
        self.kind.choices = [(kind.value, text(kind)) for kind in LIMITS]
        self.channel.choices = [
            (one.value, text(one)) for one in (Channel.IN_PERSON, Channel.PAPER, Channel.ONLINE, Channel.TELEPHONE)
        ]
        return self


class ComplaintForm(FlaskForm):
    """A complaint about privacy as anybody may send it."""

    class Meta:
        csrf = False

    topic = RadioField(_l("投诉什么"), [InputRequired(_l("请选择"))])
    about = StringField(_l("涉及哪家企业或哪个人（可不填）"), [Length(max=200)])
    words = TextAreaField(_l("发生了什么"), [InputRequired(_l("请写明发生了什么")), Length(max=1500)])
    contact = StringField(_l("怎样联系您（可不填）"), [Length(max=200)])

    def filled(self) -> "ComplaintForm":
        """With the topics to choose from."""
        self.topic.choices = [(topic.value, text(topic)) for topic in ComplaintTopic]
        return self

    def whole(self) -> str:
        """Everything but the contact as one text, as the officer reads it."""
        about = (self.about.data or "").strip()
        parts = [
            f"【{ComplaintTopic(self.topic.data).label.zh}】",
            f"涉及：{about}" if about else "",
            (self.words.data or "").strip(),
        ]
        return "\n".join(part for part in parts if part)
