"""The look-up hashes say by which key they were made; what is there was made by the first."""

from backend.kit.migrate import script

revision = "0068"
down_revision = "0042"
branch_labels = None
depends_on = None

UP = """
update identity set phone_hash = '\\x01'::bytea || phone_hash, id_hash = '\\x01'::bytea || id_hash;
update outside_account set subject_hash = '\\x01'::bytea || subject_hash;
update push_subscription set endpoint_hash = '\\x01'::bytea || endpoint_hash;
update identity_try set digests = (select array_agg('\\x01'::bytea || one) from unnest(digests) one) where cardinality(digests) > 0;
comment on column identity.phone_hash is 'The version of the look-up key in the first byte, then the keyed hash of the number.';
comment on column identity.id_hash is 'The version of the look-up key in the first byte, then the keyed hash of the identity number.';
"""

DOWN = """
comment on column identity.phone_hash is null;
comment on column identity.id_hash is null;
update identity set phone_hash = substring(phone_hash from 2), id_hash = substring(id_hash from 2);
update outside_account set subject_hash = substring(subject_hash from 2);
update push_subscription set endpoint_hash = substring(endpoint_hash from 2);
update identity_try set digests = (select array_agg(substring(one from 2)) from unnest(digests) one) where cardinality(digests) > 0;
"""


def upgrade() -> None:
    script(UP)


def downgrade() -> None:
    script(DOWN)
