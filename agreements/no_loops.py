"""How does the database itself keep agreements from standing under, after or on themselves?"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor

LINKS = ("parent_id", "replaces_id", "amends_id")

# UNION drops what was found before: the question ends on a loop in old data too, which may stay.
_REFUSE = """
CREATE OR REPLACE FUNCTION samklang_no_loop_of_{link}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
 IF (TG_OP = 'INSERT' OR NEW.{link} IS DISTINCT FROM OLD.{link}) AND EXISTS (
  WITH RECURSIVE up(id) AS (
   SELECT NEW.{link}
   UNION
   SELECT a.{link} FROM agreements_agreement a JOIN up ON a.case_id = up.id
  ) SELECT FROM up WHERE id = NEW.case_id
 ) THEN
  RAISE EXCEPTION 'agreement % comes back to itself by {link}', NEW.case_id USING ERRCODE = '23514';
 END IF;
 RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS agreement_no_loop_of_{link} ON agreements_agreement;
CREATE TRIGGER agreement_no_loop_of_{link}
BEFORE INSERT OR UPDATE OF {link} ON agreements_agreement
FOR EACH ROW WHEN (NEW.{link} IS NOT NULL) EXECUTE FUNCTION samklang_no_loop_of_{link}();
"""


def refuse_loops(schema_editor: BaseDatabaseSchemaEditor) -> None:
    """For migrations: make PostgreSQL itself refuse longer loops of `LINKS`; nothing on SQLite.

    A loop of one is refused by a constraint of the table. What two write at the same time, the
    locks of the door keep apart.
    """
    if schema_editor.connection.vendor == "postgresql":
        for link in LINKS:
            schema_editor.execute(_REFUSE.format(link=link), params=None)
