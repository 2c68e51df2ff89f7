"""Histories that forget: a kept version is emptied when its time is over, and never rewritten."""

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
