"""Cases entrusted to a district or street, by an index: who dispatches a second time sees them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_TOLD = sa.text("course LIKE '%\"entrusted_id\"%'")


def upgrade() -> None:
    op.create_index("ix_cases_entrusted", "cases", ["reported_at"], sqlite_where=_TOLD, postgresql_where=_TOLD)


def downgrade() -> None:
    op.drop_index("ix_cases_entrusted", table_name="cases")
