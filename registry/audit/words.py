"""The acts of the trace in words: what it was done to, and what was done (safety T18: a trace is there to be read)."""

from collections.abc import Mapping

from registry.core.labels import Label


def _table(text: str) -> Mapping[str, Label]:
    rows = (line.split("|") for line in text.strip().splitlines())
    return {name.strip(): Label(zh.strip(), en.strip()) for name, zh, en in rows}


SUBJECTS = _table("""
account|账号|Account
areas|地区表|Table of areas
backup|备份|Backup
card|证卡|Card
case|案件|Case
certificate|证书|Certificate
checks|背景核查|Background checks
committee|评审委员会|Review committee
companies|企业|Company
company|企业|Company
consent|同意|Consent
contracts|示范合同|Model contracts
credit|学分|Credits
dossier|学历和经历|Education and experience
employment|从业关系|Employment
erasure|删除台账|Ledger of erasures
keys|密钥|Keys
look|查看|Look
mail|邮件|Mail
notice|维护通知|Maintenance notice
permit|上门服务证|Service permit
persons|人员归并|Identity of persons
photo|照片|Photo
qualification|资格|Qualification
record|公开记录|Public record
redactions|公开记录删除|Redaction
register|登记库|Register
retention|保存期限|Retention
rights|个人信息权利|Requests about data
roster|名单|Roster
rosters|名单|Roster
security_review|安全检查|Security review
task|后台任务|Job
trace|操作痕迹|Trace
training|培训|Training
transfer|人员转会|Transfer
worker|人员|Person
worker_code|本人一次性码|Code for a person
working_days|工作日历|Working days
""")

VERBS = _table("""
act_in|换岗|acted in another post
add|登记|added
add_programme|新增课程|programme added
adjust|调整|adjusted
annul|作废|annulled
annul_predecessor|撤销前身认定|tie to predecessor annulled
annul_record|作废成绩|record annulled
anonymise|去除身份|identity removed
answer_request|答复核查申请|request answered
apply_ruling|办理新人员|newcomers ruled on
appoint|聘任|appointed
apply|施行|carried out
apply_companies|导入企业|companies applied
apply_person|登记一人|one person entered
apply_workers|导入人员|people applied
approve_application|同意登记申请|application approved
ask|申请|asked for
ask_for_post|提出授予岗位|post asked for
ask_ruling|请求办理新人员|ruling on newcomers asked for
ask_transfer|申请转入|transfer asked for
assign|指派|assigned
begin_application|开始登记申请|application begun
begin_ruling|开始办理新人员|ruling on newcomers begun
cancel|取消|cancelled
cancelled|取消|cancelled
change|变更|changed
change_password|修改密码|password changed
change_person|变更人员|person changed
checking|检查|being checked
claim|领办|taken on
close|结案|closed
close_file|关闭档案|file closed
confirm|确认|confirmed
confirm_session|确认培训|session confirmed
confirm_totp|启用验证器|authenticator confirmed
correct|更正|corrected
correct_identity|更正身份证号|identity number corrected
decide|决定|decided
decide_adverse|决定不利结果|adverse result decided
decide_identity|决定身份证号更正|identity correction decided
decide_join|决定合并|joining decided
decide_objection|决定异议|objection decided
decide_predecessor|认定前身|predecessor decided
decide_split|决定拆分|splitting decided
declare|申报|declared
declare_predecessor|申报前身|predecessor declared
disable|停用|disabled
drill|恢复演练|restore drill
drop|撤下|dropped
earn|取得|earned
enable|启用|enabled
end|结束|ended
end_many|登记离职|leaving entered
end_post|收回岗位|post ended
enter_record|登记成绩|record entered
erase|删除|erased
evaluate_session|评估培训|session evaluated
expel|除名|expelled
failed|未成功|failed
file|受理|filed
file_change|申报变更|change filed
file_newcomers|报送新人员|newcomers filed
forget_refused|删除未予登记人员的姓名|names of refused newcomers deleted
give|授予|given
give_post|授予岗位|post given
hand_out|发证|handed out
hear|听取本人陈述|person heard
hold_session|登记培训|session held
invite|邀请|invited
issue|签发|issued
join|合并|joined
keep|保存|kept
leave|失效|let lapse
lift|解除|lifted
lift_suspension|解除暂停|suspension lifted
list|列入|listed
load|载入|loaded
make|制作|made
make_invitation|发出邀请|invitation made
make_reset|发出重设链接|reset link made
new_recovery_codes|更换恢复码|recovery codes renewed
note|备注|noted
object|提出异议|objected to
open|立案|opened
open_grant|启用批准|approval opened
password_by_invitation|凭邀请设密码|password set by invitation
password_by_reset|重设密码|password reset
print|制卡|printed
propose|提出意见|proposed
propose_adverse|提出不利结果|adverse result proposed
propose_identity|提出身份证号更正|identity correction proposed
propose_join|提出合并|joining proposed
propose_split|提出拆分|splitting proposed
publish|发布|published
publish_head|公布链头|head published
put|设定|set
read_finding|查看不利结果|finding read
ready|检查完毕|checked
received|收到|received
record|登记|recorded
record_occasion|登记活动|occasion recorded
refuse_application|不同意登记申请|application refused
refused|退回|refused
register|登记|registered
release|放回|put back
remind|催办|reminded
remove|移除|removed
rename|更名|renamed
renew|续期|renewed
replay|恢复后重做|done again after a restore
report_lost|挂失|reported lost
restate|重述|restated
resubmit|再次提交|sent again
retry|重试|retried
return|退回补正|returned for correction
return_application|退回登记申请|application returned
review|评审|reviewed
revise_programme|修订课程|programme revised
revoke|吊销|revoked
rotate|更换|rotated
rotate_index|更换索引密钥|index key changed
rule|评审决定|ruled on
ruling_failed|办理新人员未成功|ruling on newcomers failed
run|运行|run
save_application|保存登记申请|application saved
second_factor|通过第二步验证|second factor passed
send_back|退回经办|sent back to the proposer
settle|了结|settled
show|查看|shown
sign_in|登录|signed in
sign_out|退出|signed out
sign_out_everywhere|全部退出|signed out everywhere
split|拆分|split
start|开始|begun
start_totp|设置验证器|authenticator set up
submit_application|提交登记申请|application sent
suspend|暂停|suspended
threshold|设定门槛|threshold laid down
tie|登记利害关系|tie entered
use|使用|used
verify|核验|verified
void|作废|made void
withdraw|撤回|withdrawn
withdraw_application|撤回登记申请|application withdrawn
withdraw_programme|停用课程|programme withdrawn
withdraw_request|撤回核查申请|request withdrawn
withdraw_verification|撤销核验|verification withdrawn
write|写出|written
applied|写入完毕|applied
applying|写入|being applied
contact|删除到期联系方式|contact removed
enqueue|排队|queued
export|导出|exported
""")


def words_of(action: str) -> Label | None:
    """An act in words, or None for one that has none: `account.sign_in` is 账号：登录."""
    subject, _, verb = action.partition(".")
    if subject not in SUBJECTS or verb not in VERBS:
        return None
    what, done = SUBJECTS[subject], VERBS[verb]
    return Label(f"{what.zh}：{done.zh}", f"{what.en}: {done.en}")
