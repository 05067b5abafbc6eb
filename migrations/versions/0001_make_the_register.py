"""Make the register"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# The walls as they stood at this revision; registry/record/triggers.py holds them as the code knows them today.
SQLITE = (
    "CREATE TRIGGER record_entry_no_delete BEFORE DELETE ON record_entry BEGIN SELECT RAISE(ABORT, 'record_entry only grows'); END",
    "CREATE TRIGGER record_redaction_no_delete BEFORE DELETE ON record_redaction BEGIN SELECT RAISE(ABORT, 'record_redaction only grows'); END",
    "CREATE TRIGGER record_log_no_delete BEFORE DELETE ON record_log BEGIN SELECT RAISE(ABORT, 'record_log only grows'); END",
    "CREATE TRIGGER audit_entry_no_delete BEFORE DELETE ON audit_entry BEGIN SELECT RAISE(ABORT, 'audit_entry only grows'); END",
    "CREATE TRIGGER record_side_no_delete BEFORE DELETE ON record_side BEGIN SELECT RAISE(ABORT, 'record_side only grows'); END",
    "CREATE TRIGGER record_entry_no_update BEFORE UPDATE ON record_entry BEGIN SELECT RAISE(ABORT, 'record_entry only grows'); END",
    "CREATE TRIGGER record_redaction_no_update BEFORE UPDATE ON record_redaction BEGIN SELECT RAISE(ABORT, 'record_redaction only grows'); END",
    "CREATE TRIGGER record_log_no_update BEFORE UPDATE ON record_log BEGIN SELECT RAISE(ABORT, 'record_log only grows'); END",
    "CREATE TRIGGER audit_entry_no_update BEFORE UPDATE ON audit_entry BEGIN SELECT RAISE(ABORT, 'audit_entry only grows'); END",
    "CREATE TRIGGER record_entry_next_seq BEFORE INSERT ON record_entry WHEN NEW.seq IS NOT (SELECT COALESCE(MAX(seq), 0) + 1 FROM record_entry) BEGIN SELECT RAISE(ABORT, 'record_entry takes the next number only'); END",
    "CREATE TRIGGER audit_entry_next_seq BEFORE INSERT ON audit_entry WHEN NEW.seq IS NOT (SELECT COALESCE(MAX(seq), 0) + 1 FROM audit_entry) BEGIN SELECT RAISE(ABORT, 'audit_entry takes the next number only'); END",
    "CREATE TRIGGER record_side_no_replace BEFORE INSERT ON record_side WHEN EXISTS (SELECT 1 FROM record_side WHERE seq = NEW.seq) BEGIN SELECT RAISE(ABORT, 'record_side only grows'); END",
    "CREATE TRIGGER record_log_no_replace BEFORE INSERT ON record_log WHEN EXISTS (SELECT 1 FROM record_log WHERE id = NEW.id) BEGIN SELECT RAISE(ABORT, 'record_log only grows'); END",
    "CREATE TRIGGER record_redaction_no_replace BEFORE INSERT ON record_redaction WHEN EXISTS (SELECT 1 FROM record_redaction WHERE target_seq = NEW.target_seq AND redaction_seq = NEW.redaction_seq) BEGIN SELECT RAISE(ABORT, 'record_redaction only grows'); END",
    "CREATE TRIGGER record_side_only_redacted BEFORE UPDATE ON record_side WHEN NEW.seq IS NOT OLD.seq OR EXISTS (SELECT 1 FROM json_each(NEW.document) n LEFT JOIN json_each(OLD.document) o ON o.key = n.key WHERE o.key IS NULL OR o.value IS NOT n.value) OR EXISTS (SELECT 1 FROM json_each(OLD.document) o WHERE NOT EXISTS (SELECT 1 FROM json_each(NEW.document) n WHERE n.key = o.key) AND NOT EXISTS (SELECT 1 FROM record_redaction r, json_each(r.fields) f WHERE r.target_seq = OLD.seq AND f.value = o.key)) BEGIN SELECT RAISE(ABORT, 'only a redaction lets a field leave record_side'); END",
)
POSTGRESQL = (
    "CREATE FUNCTION register_only_grows() RETURNS trigger LANGUAGE plpgsql AS $$\nBEGIN RAISE EXCEPTION '% only grows', TG_TABLE_NAME; END $$",
    "CREATE FUNCTION record_side_only_redacted() RETURNS trigger LANGUAGE plpgsql AS $$\nBEGIN\n  IF NEW.seq <> OLD.seq\n    OR EXISTS (SELECT 1 FROM jsonb_each(NEW.document::jsonb) n\n               LEFT JOIN jsonb_each(OLD.document::jsonb) o ON o.key = n.key\n               WHERE o.key IS NULL OR o.value <> n.value)\n    OR EXISTS (SELECT 1 FROM jsonb_object_keys(OLD.document::jsonb) k\n               WHERE NOT (NEW.document::jsonb ? k)\n                 AND NOT EXISTS (SELECT 1 FROM record_redaction r\n                                 WHERE r.target_seq = OLD.seq AND r.fields::jsonb ? k))\n  THEN RAISE EXCEPTION 'only a redaction lets a field leave record_side'; END IF;\n  RETURN NEW;\nEND $$",
    "CREATE FUNCTION record_entry_next_seq() RETURNS trigger LANGUAGE plpgsql AS $$\nBEGIN\n  IF NEW.seq IS DISTINCT FROM (SELECT COALESCE(MAX(seq), 0) + 1 FROM record_entry) THEN\n    RAISE EXCEPTION 'record_entry takes the next number only';\n  END IF;\n  RETURN NEW;\nEND $$",
    "CREATE TRIGGER record_entry_numbered BEFORE INSERT ON record_entry FOR EACH ROW EXECUTE FUNCTION record_entry_next_seq()",
    "CREATE FUNCTION audit_entry_next_seq() RETURNS trigger LANGUAGE plpgsql AS $$\nBEGIN\n  IF NEW.seq IS DISTINCT FROM (SELECT COALESCE(MAX(seq), 0) + 1 FROM audit_entry) THEN\n    RAISE EXCEPTION 'audit_entry takes the next number only';\n  END IF;\n  RETURN NEW;\nEND $$",
    "CREATE TRIGGER audit_entry_numbered BEFORE INSERT ON audit_entry FOR EACH ROW EXECUTE FUNCTION audit_entry_next_seq()",
    "CREATE TRIGGER record_entry_grows BEFORE UPDATE OR DELETE ON record_entry FOR EACH ROW EXECUTE FUNCTION register_only_grows()",
    "CREATE TRIGGER record_entry_no_truncate BEFORE TRUNCATE ON record_entry FOR EACH STATEMENT EXECUTE FUNCTION register_only_grows()",
    "CREATE TRIGGER record_redaction_grows BEFORE UPDATE OR DELETE ON record_redaction FOR EACH ROW EXECUTE FUNCTION register_only_grows()",
    "CREATE TRIGGER record_redaction_no_truncate BEFORE TRUNCATE ON record_redaction FOR EACH STATEMENT EXECUTE FUNCTION register_only_grows()",
    "CREATE TRIGGER record_log_grows BEFORE UPDATE OR DELETE ON record_log FOR EACH ROW EXECUTE FUNCTION register_only_grows()",
    "CREATE TRIGGER record_log_no_truncate BEFORE TRUNCATE ON record_log FOR EACH STATEMENT EXECUTE FUNCTION register_only_grows()",
    "CREATE TRIGGER audit_entry_grows BEFORE UPDATE OR DELETE ON audit_entry FOR EACH ROW EXECUTE FUNCTION register_only_grows()",
    "CREATE TRIGGER audit_entry_no_truncate BEFORE TRUNCATE ON audit_entry FOR EACH STATEMENT EXECUTE FUNCTION register_only_grows()",
    "CREATE TRIGGER record_side_grows BEFORE DELETE ON record_side FOR EACH ROW EXECUTE FUNCTION register_only_grows()",
    "CREATE TRIGGER record_side_no_truncate BEFORE TRUNCATE ON record_side FOR EACH STATEMENT EXECUTE FUNCTION register_only_grows()",
    "CREATE TRIGGER record_side_redacted BEFORE UPDATE ON record_side FOR EACH ROW EXECUTE FUNCTION record_side_only_redacted()",
)


def upgrade() -> None:
    op.create_table(
        "area",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name_zh", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("parent", sa.Text(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.CheckConstraint("(parent IS NULL) = (level = 'province')", name=op.f("ck_area_parent_of_all_but_provinces")),
        sa.CheckConstraint(
            "level = 'province' OR level = 'city' OR level = 'county'", name=op.f("ck_area_level_known")
        ),
        sa.CheckConstraint("length(code) = 6", name=op.f("ck_area_six_digits")),
        sa.ForeignKeyConstraint(["parent"], ["area.code"], name=op.f("fk_area_parent_area")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_area")),
    )
    with op.batch_alter_table("area", schema=None) as batch_op:
        batch_op.create_index("ix_area_parent", ["parent"], unique=False)

    op.create_table(
        "audit_entry",
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("subject_kind", sa.Text(), nullable=False),
        sa.Column("subject_ref", sa.Text(), nullable=False),
        sa.Column("before", sa.Text(), nullable=True),
        sa.Column("after", sa.Text(), nullable=True),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("positions", sa.Text(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("seq > 0", name=op.f("ck_audit_entry_seq_positive")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_audit_entry")),
    )
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.create_index("ix_audit_entry_subject_ref", ["subject_ref"], unique=False)

    op.create_table(
        "record_current",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("versions", sa.Integer(), nullable=False),
        sa.Column("listed", sa.Boolean(), nullable=False),
        sa.Column("ended", sa.Boolean(), nullable=False),
        sa.Column("link", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("kind", "ref", name=op.f("pk_record_current")),
    )
    with op.batch_alter_table("record_current", schema=None) as batch_op:
        batch_op.create_index("ix_record_current_link", ["link"], unique=False)
        batch_op.create_index("ix_record_current_owner", ["owner", "seq"], unique=False)

    op.create_table(
        "record_entry",
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("listed", sa.Boolean(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.BigInteger(), nullable=False),
        sa.Column("corrects", sa.BigInteger(), nullable=True),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("leaf", sa.LargeBinary(), nullable=False),
        sa.Column("leaf_hash", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("corrects IS NULL OR corrects < seq", name=op.f("ck_record_entry_corrects_earlier")),
        sa.CheckConstraint("seq > 0", name=op.f("ck_record_entry_seq_positive")),
        sa.CheckConstraint("version > 0", name=op.f("ck_record_entry_version_positive")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_record_entry")),
    )
    with op.batch_alter_table("record_entry", schema=None) as batch_op:
        batch_op.create_index("ix_record_entry_owner", ["owner"], unique=False)
        batch_op.create_index("ix_record_entry_ref", ["ref"], unique=False)

    op.create_table(
        "record_key",
        sa.Column("namespace", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("namespace", "key", name=op.f("pk_record_key")),
    )
    with op.batch_alter_table("record_key", schema=None) as batch_op:
        batch_op.create_index("ix_record_key_owner", ["owner"], unique=False)
        batch_op.create_index("ix_record_key_ref", ["ref"], unique=False)

    op.create_table(
        "record_log",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("log_id", sa.Text(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_record_log_single")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record_log")),
    )
    op.create_table(
        "worker",
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sex", sa.Text(), nullable=False),
        sa.Column("birth_on", sa.Date(), nullable=False),
        sa.Column("native_province", sa.Text(), nullable=True),
        sa.Column("id_number", sa.LargeBinary(), nullable=False),
        sa.Column("id_index", sa.Text(), nullable=False),
        sa.Column("phone", sa.LargeBinary(), nullable=True),
        sa.Column("phone_index", sa.Text(), nullable=True),
        sa.Column("permit_number", sa.LargeBinary(), nullable=True),
        sa.Column("permit_index", sa.Text(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("registered_on", sa.Date(), nullable=False),
        sa.Column("registered_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("sex = 'male' OR sex = 'female'", name=op.f("ck_worker_sex_known")),
        sa.CheckConstraint(
            "source = 'company' OR source = 'association' OR source = 'authority'", name=op.f("ck_worker_source_known")
        ),
        sa.CheckConstraint(
            "(permit_number IS NULL) = (permit_index IS NULL)", name=op.f("ck_worker_permit_with_index")
        ),
        sa.CheckConstraint("(phone IS NULL) = (phone_index IS NULL)", name=op.f("ck_worker_phone_with_index")),
        sa.CheckConstraint("length(id_index) = 64", name=op.f("ck_worker_id_index_shape")),
        sa.PrimaryKeyConstraint("ref", name=op.f("pk_worker")),
    )
    with op.batch_alter_table("worker", schema=None) as batch_op:
        batch_op.create_index("ix_worker_phone_index", ["phone_index"], unique=False)
        batch_op.create_index("uq_worker_id_index", ["id_index"], unique=True)
        batch_op.create_index("uq_worker_permit_index", ["permit_index"], unique=True)

    op.create_table(
        "background_check",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("worker_ref", sa.Text(), nullable=False),
        sa.Column("component", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("source_note", sa.Text(), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("covers_until", sa.Date(), nullable=True),
        sa.Column("tier", sa.Text(), nullable=True),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.BigInteger(), nullable=False),
        sa.Column("annulled_at", sa.BigInteger(), nullable=True),
        sa.Column("annulled_why", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "component = 'BC1' OR component = 'BC2' OR component = 'BC3' OR component = 'BC4' OR "
            "component = 'BC5' OR component = 'BC6' OR component = 'BC7' OR component = 'BC8' OR "
            "component = 'BC9' OR component = 'BC10' OR component = 'BC11' OR component = 'BC12'",
            name=op.f("ck_background_check_component_known"),
        ),
        sa.CheckConstraint(
            "outcome = 'clear' OR outcome = 'adverse' OR outcome = 'pending' OR "
            "outcome = 'not_checked' OR outcome = 'could_not'",
            name=op.f("ck_background_check_outcome_known"),
        ),
        sa.CheckConstraint(
            "source = 'company' OR source = 'association' OR source = 'authority'",
            name=op.f("ck_background_check_source_known"),
        ),
        sa.CheckConstraint(
            "tier = 'GENERAL' OR tier = 'RESIDENTIAL' OR tier = 'ELDER_CARE' OR tier = 'MATERNAL_INFANT'",
            name=op.f("ck_background_check_tier_known"),
        ),
        sa.CheckConstraint("tier IS NULL OR component = 'BC4'", name=op.f("ck_background_check_tier_of_health")),
        sa.CheckConstraint("valid_until IS NULL OR outcome = 'clear'", name=op.f("ck_background_check_end_of_clear")),
        sa.CheckConstraint(
            "(annulled_at IS NULL) = (annulled_why IS NULL)", name=op.f("ck_background_check_annulled_whole")
        ),
        sa.CheckConstraint(
            "valid_until IS NULL OR checked_on IS NULL OR valid_until >= checked_on",
            name=op.f("ck_background_check_days_in_order"),
        ),
        sa.ForeignKeyConstraint(["worker_ref"], ["worker.ref"], name=op.f("fk_background_check_worker_ref_worker")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_background_check")),
    )
    with op.batch_alter_table("background_check", schema=None) as batch_op:
        batch_op.create_index("ix_background_check_worker_ref", ["worker_ref"], unique=False)

    op.create_table(
        "certificate",
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("worker_ref", sa.Text(), nullable=False),
        sa.Column("scheme", sa.Text(), nullable=False),
        sa.Column("level", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("issuer_kind", sa.Text(), nullable=True),
        sa.Column("issuer", sa.Text(), nullable=False),
        sa.Column("number", sa.LargeBinary(), nullable=True),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("verified_by", sa.Text(), nullable=True),
        sa.Column("verified_on", sa.Date(), nullable=True),
        sa.Column("how", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "how = 'national_query' OR how = 'issuer_asked' OR how = 'original_seen'",
            name=op.f("ck_certificate_how_known"),
        ),
        sa.CheckConstraint(
            "issuer_kind = 'internal' OR issuer_kind = 'external'", name=op.f("ck_certificate_issuer_kind_known")
        ),
        sa.CheckConstraint(
            "scheme = 'OCC_4-10-01-06' OR scheme = 'OCC_ELDER' OR scheme = 'OCC_INFANT' OR "
            "scheme = 'GBT31771_2015' OR scheme = 'SPECIAL' OR scheme = 'WORK_PERMIT' OR "
            "scheme = 'ASSOC' OR scheme = 'OTHER'",
            name=op.f("ck_certificate_scheme_known"),
        ),
        sa.CheckConstraint(
            "source = 'company' OR source = 'association' OR source = 'authority'",
            name=op.f("ck_certificate_source_known"),
        ),
        sa.CheckConstraint("title <> ''", name=op.f("ck_certificate_titled")),
        sa.CheckConstraint(
            "(verified_on IS NULL) = (how IS NULL) AND (verified_on IS NULL) = (verified_by IS NULL)",
            name=op.f("ck_certificate_verified_whole"),
        ),
        sa.CheckConstraint(
            "valid_until IS NULL OR issued_on IS NULL OR valid_until >= issued_on",
            name=op.f("ck_certificate_days_in_order"),
        ),
        sa.ForeignKeyConstraint(["worker_ref"], ["worker.ref"], name=op.f("fk_certificate_worker_ref_worker")),
        sa.PrimaryKeyConstraint("ref", name=op.f("pk_certificate")),
    )
    with op.batch_alter_table("certificate", schema=None) as batch_op:
        batch_op.create_index("ix_certificate_worker_ref", ["worker_ref"], unique=False)

    op.create_table(
        "company",
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("uscc", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("brand", sa.Text(), nullable=True),
        sa.Column("mode", sa.Text(), nullable=False),
        sa.Column("membership", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("state_from_on", sa.Date(), nullable=False),
        sa.Column("registered_on", sa.Date(), nullable=False),
        sa.Column("established_on", sa.Date(), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("district", sa.Text(), nullable=True),
        sa.Column("licence_scope", sa.Text(), nullable=True),
        sa.Column("licence_valid_until", sa.Date(), nullable=True),
        sa.Column("legal_representative", sa.Text(), nullable=True),
        sa.Column("hotline", sa.Text(), nullable=True),
        sa.Column("complaint_phone", sa.Text(), nullable=True),
        sa.Column("insurance_title", sa.Text(), nullable=True),
        sa.Column("insurance_insurer", sa.Text(), nullable=True),
        sa.Column("insurance_valid_until", sa.Date(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("verified_on", sa.Date(), nullable=True),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.CheckConstraint(
            "membership = 'member' OR membership = 'none' OR membership = 'suspended' OR membership = 'ended'",
            name=op.f("ck_company_membership_known"),
        ),
        sa.CheckConstraint(
            "mode = 'employed' OR mode = 'intermediary' OR mode = 'mixed'", name=op.f("ck_company_mode_known")
        ),
        sa.CheckConstraint(
            "source = 'company' OR source = 'association' OR source = 'authority'", name=op.f("ck_company_source_known")
        ),
        sa.CheckConstraint(
            "state = 'approved' OR state = 'suspended' OR state = 'withdrawn' OR state = 'expelled'",
            name=op.f("ck_company_state_known"),
        ),
        sa.CheckConstraint("verified_on IS NULL OR source <> 'company'", name=op.f("ck_company_verified_by_others")),
        sa.CheckConstraint("effective_on >= registered_on", name=op.f("ck_company_version_after_registration")),
        sa.CheckConstraint(
            "insurance_title IS NOT NULL OR (insurance_insurer IS NULL AND insurance_valid_until IS NULL)",
            name=op.f("ck_company_insurance_whole"),
        ),
        sa.CheckConstraint("length(name) > 0", name=op.f("ck_company_name_given")),
        sa.CheckConstraint("length(uscc) = 18", name=op.f("ck_company_uscc_18")),
        sa.CheckConstraint("state_from_on >= registered_on", name=op.f("ck_company_state_after_registration")),
        sa.ForeignKeyConstraint(["district"], ["area.code"], name=op.f("fk_company_district_area")),
        sa.PrimaryKeyConstraint("ref", name=op.f("pk_company")),
        sa.UniqueConstraint("uscc", name=op.f("uq_company_uscc")),
    )
    with op.batch_alter_table("company", schema=None) as batch_op:
        batch_op.create_index("ix_company_state", ["state"], unique=False)

    op.create_table(
        "consent",
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("worker_ref", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("form_on", sa.Date(), nullable=False),
        sa.Column("notice_version", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("given_at", sa.BigInteger(), nullable=False),
        sa.Column("withdrawn_at", sa.BigInteger(), nullable=True),
        sa.Column("withdrawn_channel", sa.Text(), nullable=True),
        sa.CheckConstraint("channel <> 'roster' OR scope IN ('listing')", name=op.f("ck_consent_employer_scope")),
        sa.CheckConstraint(
            "channel = 'in_person' OR channel = 'online' OR channel = 'paper' OR channel = 'roster'",
            name=op.f("ck_consent_channel_known"),
        ),
        sa.CheckConstraint("notice_version <> ''", name=op.f("ck_consent_notice_given")),
        sa.CheckConstraint(
            "scope = 'listing' OR scope = 'checks' OR scope = 'photo' OR scope = 'ratings' OR scope = 'counts'",
            name=op.f("ck_consent_scope_known"),
        ),
        sa.CheckConstraint(
            "withdrawn_channel = 'paper' OR withdrawn_channel = 'in_person' OR "
            "withdrawn_channel = 'online' OR withdrawn_channel = 'telephone' OR "
            "withdrawn_channel = 'roster'",
            name=op.f("ck_consent_withdrawn_channel_known"),
        ),
        sa.CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawn_channel IS NULL)", name=op.f("ck_consent_withdrawn_whole")
        ),
        sa.CheckConstraint("withdrawn_at IS NULL OR withdrawn_at >= given_at", name=op.f("ck_consent_withdrawn_after")),
        sa.ForeignKeyConstraint(["worker_ref"], ["worker.ref"], name=op.f("fk_consent_worker_ref_worker")),
        sa.PrimaryKeyConstraint("ref", name=op.f("pk_consent")),
    )
    with op.batch_alter_table("consent", schema=None) as batch_op:
        batch_op.create_index("ix_consent_worker_ref", ["worker_ref"], unique=False)
        batch_op.create_index(
            "uq_consent_standing",
            ["worker_ref", "scope"],
            unique=True,
            sqlite_where=sa.text("withdrawn_at IS NULL"),
            postgresql_where=sa.text("withdrawn_at IS NULL"),
        )

    op.create_table(
        "credit_entry",
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("worker_ref", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("credits", sa.Integer(), nullable=False),
        sa.Column("earned_on", sa.Date(), nullable=False),
        sa.Column("course", sa.Text(), nullable=False),
        sa.Column("adjusts", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "(kind = 'earn' AND adjusts IS NULL AND credits > 0) OR (kind = 'adjust' AND adjusts IS NOT NULL AND credits <> 0 AND reason <> '')",
            name=op.f("ck_credit_entry_earned_or_adjusted"),
        ),
        sa.CheckConstraint("kind = 'earn' OR kind = 'adjust'", name=op.f("ck_credit_entry_kind_known")),
        sa.CheckConstraint(
            "source = 'company' OR source = 'association' OR source = 'authority'",
            name=op.f("ck_credit_entry_source_known"),
        ),
        sa.ForeignKeyConstraint(["adjusts"], ["credit_entry.ref"], name=op.f("fk_credit_entry_adjusts_credit_entry")),
        sa.ForeignKeyConstraint(["worker_ref"], ["worker.ref"], name=op.f("fk_credit_entry_worker_ref_worker")),
        sa.PrimaryKeyConstraint("ref", name=op.f("pk_credit_entry")),
    )
    with op.batch_alter_table("credit_entry", schema=None) as batch_op:
        batch_op.create_index("ix_credit_entry_worker_ref", ["worker_ref"], unique=False)

    op.create_table(
        "permit",
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("worker_ref", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("issuer", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("decision_final", sa.Boolean(), nullable=False),
        sa.Column("recorded_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "NOT decision_final OR state IN ('revoked', 'suspended')", name=op.f("ck_permit_final_decision")
        ),
        sa.CheckConstraint(
            "source = 'company' OR source = 'association' OR source = 'authority'", name=op.f("ck_permit_source_known")
        ),
        sa.CheckConstraint(
            "state = 'active' OR state = 'applied' OR state = 'issued' OR state = 'revoked' OR state = 'suspended'",
            name=op.f("ck_permit_state_known"),
        ),
        sa.CheckConstraint(
            "valid_until IS NULL OR valid_from IS NULL OR valid_until >= valid_from",
            name=op.f("ck_permit_days_in_order"),
        ),
        sa.ForeignKeyConstraint(["worker_ref"], ["worker.ref"], name=op.f("fk_permit_worker_ref_worker")),
        sa.PrimaryKeyConstraint("ref", name=op.f("pk_permit")),
    )
    with op.batch_alter_table("permit", schema=None) as batch_op:
        batch_op.create_index("uq_permit_worker_ref", ["worker_ref"], unique=True)

    op.create_table(
        "record_erasure",
        sa.Column("redaction_seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("done_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["redaction_seq"], ["record_entry.seq"], name=op.f("fk_record_erasure_redaction_seq_record_entry")
        ),
        sa.PrimaryKeyConstraint("redaction_seq", name=op.f("pk_record_erasure")),
    )
    op.create_table(
        "record_redaction",
        sa.Column("target_seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("redaction_seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["redaction_seq"], ["record_entry.seq"], name=op.f("fk_record_redaction_redaction_seq_record_entry")
        ),
        sa.ForeignKeyConstraint(
            ["target_seq"], ["record_entry.seq"], name=op.f("fk_record_redaction_target_seq_record_entry")
        ),
        sa.PrimaryKeyConstraint("target_seq", "redaction_seq", name=op.f("pk_record_redaction")),
    )
    op.create_table(
        "record_side",
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["seq"], ["record_entry.seq"], name=op.f("fk_record_side_seq_record_entry")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_record_side")),
    )
    op.create_table(
        "card",
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("permit_ref", sa.Text(), nullable=False),
        sa.Column("worker_ref", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("printed_at", sa.BigInteger(), nullable=False),
        sa.Column("lost_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("(lost_at IS NOT NULL) = (state = 'lost')", name=op.f("ck_card_lost_when")),
        sa.CheckConstraint(
            "state = 'active' OR state = 'lost' OR state = 'replaced'", name=op.f("ck_card_state_known")
        ),
        sa.ForeignKeyConstraint(["permit_ref"], ["permit.ref"], name=op.f("fk_card_permit_ref_permit")),
        sa.ForeignKeyConstraint(["worker_ref"], ["worker.ref"], name=op.f("fk_card_worker_ref_worker")),
        sa.PrimaryKeyConstraint("ref", name=op.f("pk_card")),
    )
    with op.batch_alter_table("card", schema=None) as batch_op:
        batch_op.create_index("ix_card_permit_ref", ["permit_ref"], unique=False)
        batch_op.create_index(
            "uq_card_active",
            ["permit_ref"],
            unique=True,
            sqlite_where=sa.text("state = 'active'"),
            postgresql_where=sa.text("state = 'active'"),
        )

    op.create_table(
        "company_former_name",
        sa.Column("company_ref", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["company_ref"], ["company.ref"], name=op.f("fk_company_former_name_company_ref_company")
        ),
        sa.PrimaryKeyConstraint("company_ref", "place", name=op.f("pk_company_former_name")),
    )
    op.create_table(
        "company_outlet",
        sa.Column("company_ref", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("district", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["company_ref"], ["company.ref"], name=op.f("fk_company_outlet_company_ref_company")),
        sa.ForeignKeyConstraint(["district"], ["area.code"], name=op.f("fk_company_outlet_district_area")),
        sa.PrimaryKeyConstraint("company_ref", "place", name=op.f("pk_company_outlet")),
    )
    op.create_table(
        "company_responsible",
        sa.Column("company_ref", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "role = 'legal_representative' OR role = 'quality' OR role = 'complaint' OR "
            "role = 'safety' OR role = 'data_protection'",
            name=op.f("ck_company_responsible_role_known"),
        ),
        sa.ForeignKeyConstraint(
            ["company_ref"], ["company.ref"], name=op.f("fk_company_responsible_company_ref_company")
        ),
        sa.PrimaryKeyConstraint("company_ref", "place", name=op.f("pk_company_responsible")),
    )
    op.create_table(
        "company_service",
        sa.Column("company_ref", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("item", sa.Text(), nullable=True),
        sa.Column("line", sa.Text(), nullable=False),
        sa.Column("emergency_24h", sa.Boolean(), nullable=False),
        sa.CheckConstraint("NOT emergency_24h OR line = 'repair'", name=op.f("ck_company_service_emergency_is_repair")),
        sa.CheckConstraint(
            "line = 'cleaning' OR line = 'repair' OR line = 'appliance_cleaning' OR "
            "line = 'laundry' OR line = 'cooking' OR line = 'child_care' OR line = 'elder_care' OR "
            "line = 'pet_care' OR line = 'gardening' OR line = 'moving'",
            name=op.f("ck_company_service_line_known"),
        ),
        sa.ForeignKeyConstraint(["company_ref"], ["company.ref"], name=op.f("fk_company_service_company_ref_company")),
        sa.PrimaryKeyConstraint("company_ref", "place", name=op.f("pk_company_service")),
    )
    with op.batch_alter_table("company_service", schema=None) as batch_op:
        batch_op.create_index("ix_company_service_line", ["line"], unique=False)

    op.create_table(
        "company_service_area",
        sa.Column("company_ref", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("area", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["area"], ["area.code"], name=op.f("fk_company_service_area_area_area")),
        sa.ForeignKeyConstraint(
            ["company_ref"], ["company.ref"], name=op.f("fk_company_service_area_company_ref_company")
        ),
        sa.PrimaryKeyConstraint("company_ref", "place", name=op.f("pk_company_service_area")),
        sa.UniqueConstraint("company_ref", "area", name=op.f("uq_company_service_area_company_ref_area")),
    )
    op.create_table(
        "company_succession",
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("predecessor_ref", sa.Text(), nullable=False),
        sa.Column("successor_ref", sa.Text(), nullable=False),
        sa.Column("predecessor_side", sa.Text(), nullable=False),
        sa.Column("successor_side", sa.Text(), nullable=False),
        sa.Column("declared_by", sa.Text(), nullable=False),
        sa.Column("first_officer", sa.Text(), nullable=True),
        sa.Column("second_officer", sa.Text(), nullable=True),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("reply", sa.Text(), nullable=True),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.BigInteger(), nullable=False),
        sa.Column("annulled_at", sa.BigInteger(), nullable=True),
        sa.Column("annulled_why", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "declared_by <> 'company' OR (first_officer IS NULL AND second_officer IS NULL)",
            name=op.f("ck_company_succession_declared_without_officers"),
        ),
        sa.CheckConstraint(
            "declared_by <> 'officers' OR (first_officer IS NOT NULL AND second_officer IS NOT NULL AND first_officer <> second_officer AND reply IS NOT NULL AND length(reply) > 0)",
            name=op.f("ck_company_succession_decided_by_two_with_reply"),
        ),
        sa.CheckConstraint(
            "declared_by = 'company' OR declared_by = 'officers'", name=op.f("ck_company_succession_declared_by_known")
        ),
        sa.CheckConstraint(
            "(annulled_at IS NULL) = (annulled_why IS NULL)", name=op.f("ck_company_succession_annulled_whole")
        ),
        sa.CheckConstraint("length(basis) > 0", name=op.f("ck_company_succession_basis_given")),
        sa.CheckConstraint("predecessor_ref <> successor_ref", name=op.f("ck_company_succession_two_companies")),
        sa.ForeignKeyConstraint(
            ["predecessor_ref"], ["company.ref"], name=op.f("fk_company_succession_predecessor_ref_company")
        ),
        sa.ForeignKeyConstraint(
            ["successor_ref"], ["company.ref"], name=op.f("fk_company_succession_successor_ref_company")
        ),
        sa.PrimaryKeyConstraint("ref", name=op.f("pk_company_succession")),
    )
    with op.batch_alter_table("company_succession", schema=None) as batch_op:
        batch_op.create_index("ix_company_succession_successor_ref", ["successor_ref"], unique=False)
        batch_op.create_index(
            "uq_company_succession_standing",
            ["predecessor_ref", "successor_ref"],
            unique=True,
            sqlite_where=sa.text("annulled_at IS NULL"),
            postgresql_where=sa.text("annulled_at IS NULL"),
        )

    op.create_table(
        "employment",
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("worker_ref", sa.Text(), nullable=False),
        sa.Column("company_ref", sa.Text(), nullable=False),
        sa.Column("since_on", sa.Date(), nullable=True),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("services", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "source = 'company' OR source = 'association' OR source = 'authority'",
            name=op.f("ck_employment_source_known"),
        ),
        sa.CheckConstraint(
            "until_on IS NULL OR since_on IS NULL OR until_on >= since_on", name=op.f("ck_employment_days_in_order")
        ),
        sa.ForeignKeyConstraint(["company_ref"], ["company.ref"], name=op.f("fk_employment_company_ref_company")),
        sa.ForeignKeyConstraint(["worker_ref"], ["worker.ref"], name=op.f("fk_employment_worker_ref_worker")),
        sa.PrimaryKeyConstraint("ref", name=op.f("pk_employment")),
    )
    with op.batch_alter_table("employment", schema=None) as batch_op:
        batch_op.create_index("ix_employment_company_ref", ["company_ref"], unique=False)
        batch_op.create_index("ix_employment_worker_ref", ["worker_ref"], unique=False)
        batch_op.create_index(
            "uq_employment_current",
            ["worker_ref", "company_ref"],
            unique=True,
            sqlite_where=sa.text("until_on IS NULL"),
            postgresql_where=sa.text("until_on IS NULL"),
        )
    sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in SQLITE if sqlite else POSTGRESQL:
        op.get_bind().exec_driver_sql(statement if sqlite else statement.replace("%", "%%"))


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION register_only_grows() CASCADE")
        op.execute("DROP FUNCTION record_side_only_redacted() CASCADE")
        for table in ("record_entry", "audit_entry"):
            op.execute(f"DROP FUNCTION {table}_next_seq() CASCADE")
    with op.batch_alter_table("employment", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_employment_current",
            sqlite_where=sa.text("until_on IS NULL"),
            postgresql_where=sa.text("until_on IS NULL"),
        )
        batch_op.drop_index("ix_employment_worker_ref")
        batch_op.drop_index("ix_employment_company_ref")

    op.drop_table("employment")
    with op.batch_alter_table("company_succession", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_company_succession_standing",
            sqlite_where=sa.text("annulled_at IS NULL"),
            postgresql_where=sa.text("annulled_at IS NULL"),
        )
        batch_op.drop_index("ix_company_succession_successor_ref")

    op.drop_table("company_succession")
    op.drop_table("company_service_area")
    with op.batch_alter_table("company_service", schema=None) as batch_op:
        batch_op.drop_index("ix_company_service_line")

    op.drop_table("company_service")
    op.drop_table("company_responsible")
    op.drop_table("company_outlet")
    op.drop_table("company_former_name")
    with op.batch_alter_table("card", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_card_active", sqlite_where=sa.text("state = 'active'"), postgresql_where=sa.text("state = 'active'")
        )
        batch_op.drop_index("ix_card_permit_ref")

    op.drop_table("card")
    op.drop_table("record_side")
    op.drop_table("record_redaction")
    op.drop_table("record_erasure")
    with op.batch_alter_table("permit", schema=None) as batch_op:
        batch_op.drop_index("uq_permit_worker_ref")

    op.drop_table("permit")
    with op.batch_alter_table("credit_entry", schema=None) as batch_op:
        batch_op.drop_index("ix_credit_entry_worker_ref")

    op.drop_table("credit_entry")
    with op.batch_alter_table("consent", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_consent_standing",
            sqlite_where=sa.text("withdrawn_at IS NULL"),
            postgresql_where=sa.text("withdrawn_at IS NULL"),
        )
        batch_op.drop_index("ix_consent_worker_ref")

    op.drop_table("consent")
    with op.batch_alter_table("company", schema=None) as batch_op:
        batch_op.drop_index("ix_company_state")

    op.drop_table("company")
    with op.batch_alter_table("certificate", schema=None) as batch_op:
        batch_op.drop_index("ix_certificate_worker_ref")

    op.drop_table("certificate")
    with op.batch_alter_table("background_check", schema=None) as batch_op:
        batch_op.drop_index("ix_background_check_worker_ref")

    op.drop_table("background_check")
    with op.batch_alter_table("worker", schema=None) as batch_op:
        batch_op.drop_index("uq_worker_permit_index")
        batch_op.drop_index("uq_worker_id_index")
        batch_op.drop_index("ix_worker_phone_index")

    op.drop_table("worker")
    op.drop_table("record_log")
    with op.batch_alter_table("record_key", schema=None) as batch_op:
        batch_op.drop_index("ix_record_key_ref")
        batch_op.drop_index("ix_record_key_owner")

    op.drop_table("record_key")
    with op.batch_alter_table("record_entry", schema=None) as batch_op:
        batch_op.drop_index("ix_record_entry_ref")
        batch_op.drop_index("ix_record_entry_owner")

    op.drop_table("record_entry")
    with op.batch_alter_table("record_current", schema=None) as batch_op:
        batch_op.drop_index("ix_record_current_owner")
        batch_op.drop_index("ix_record_current_link")

    op.drop_table("record_current")
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.drop_index("ix_audit_entry_subject_ref")

    op.drop_table("audit_entry")
    with op.batch_alter_table("area", schema=None) as batch_op:
        batch_op.drop_index("ix_area_parent")

    op.drop_table("area")
