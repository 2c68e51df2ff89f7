"""Rows that forget: what is kept is emptied when its time is over, and never rewritten."""

import pgtrigger


def only_emptied(*conditions: str) -> pgtrigger.Trigger:
    """A trigger for a history: an update is refused unless all of these conditions hold.

    Each says in SQL that a column stays or is emptied; which columns may be touched at all is the
    app role's right (`config/roles.py`).
    """
    return pgtrigger.Trigger(
        name="history_is_only_emptied",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        func=f"""
            IF NOT ({" AND ".join(conditions)}) THEN
                RAISE EXCEPTION 'history_is_only_emptied' USING ERRCODE = 'check_violation';
            END IF;
            RETURN NEW;
        """,
    )


def texts_only_emptied(*fields: str) -> pgtrigger.Trigger:
    """A trigger for kept rows: these texts stay as they were written until they are emptied."""
    rewritten = pgtrigger.Q()
    for field in fields:
        rewritten |= pgtrigger.Q(**{f"old__{field}__df": pgtrigger.F(f"new__{field}")}) & ~(
            pgtrigger.Q(**{f"new__{field}": ""})
        )
    return pgtrigger.Protect(
        name="texts_are_only_emptied", operation=pgtrigger.Update, condition=rewritten
    )
