"""What must agree about spot checks. Answers as the queries of `books_sql.py` do."""

from typing import Any

from django.utils.translation import gettext_lazy

# The draw worked out again from its seed and lots, as `spot_draws` does it.
DRAWN_ARE_THOSE_OF_THE_SEED = """
    WITH lots AS (
        SELECT draw.id AS draw_id, draw.seed, (market->>'market')::bigint AS market_id,
               (market->>'wanted')::int AS wanted, (lot->>0)::bigint AS member_id,
               (lot->>1)::int AS weight
        FROM contributions_spotdraw draw, jsonb_array_elements(draw.lots) market,
             jsonb_array_elements(market->'lots') lot),
    ranked AS (
        SELECT lots.*, row_number() OVER (
            PARTITION BY draw_id, market_id ORDER BY (
                SELECT min(encode(sha256(convert_to(
                    concat_ws('/', seed, member_id, number), 'UTF8')), 'hex') COLLATE "C")
                FROM generate_series(1, weight) number)) AS rank
        FROM lots),
    drawn AS (SELECT * FROM ranked WHERE rank <= wanted)
    SELECT concat_ws(' ', 'spot draw', coalesce(drawn.draw_id, person.draw_id), 'member',
                     coalesce(drawn.member_id, person.member_id)),
           CASE WHEN drawn.member_id IS NULL THEN 'not drawn'
                ELSE concat_ws(' ', drawn.weight, 'lots, market', drawn.market_id) END,
           CASE WHEN person.id IS NULL THEN 'not drawn'
                ELSE concat_ws(' ', person.weight, 'lots, market', person.market_id) END
    FROM drawn FULL JOIN contributions_spotperson person
      ON person.draw_id = drawn.draw_id AND person.member_id = drawn.member_id
    WHERE (drawn.weight, drawn.market_id) IS DISTINCT FROM (person.weight, person.market_id)
"""

SAID_IS_FOUND_OR_A_CASE = """
    SELECT 'said payment ' || said.id,
           CASE WHEN answer.outcome <> 'paid' THEN 'nothing was paid'
                ELSE 'a payment of member ' || person.member_id || ', or a case' END,
           concat_ws(' ', payment.member_id, spot_case.kind)
    FROM contributions_saidpayment said
    JOIN contributions_spotanswer answer ON answer.id = said.answer_id
    JOIN contributions_spotperson person ON person.id = answer.person_id
    LEFT JOIN contributions_payment payment ON payment.id = said.payment_id
    LEFT JOIN contributions_spotcase spot_case ON spot_case.said_id = said.id
    WHERE answer.outcome <> 'paid' OR payment.member_id <> person.member_id
       OR (payment.id IS NULL AND spot_case.id IS NULL)
       OR (payment.id IS NULL) <> (spot_case.id IS NOT NULL AND spot_case.payment_id IS NULL)
"""

CASE_IS_OF_ITS_ANSWER = """
    SELECT 'spot case ' || spot_case.id,
           concat_ws(' ', 'partner', person.partner_id, 'market', person.market_id, 'told',
                     CASE WHEN said.id IS NULL THEN 0 ELSE coalesce(said.amount_idr, 0) END),
           concat_ws(' ', 'partner', spot_case.partner_id, 'market', spot_case.market_id, 'told',
                     coalesce(spot_case.said_idr, 0))
    FROM contributions_spotcase spot_case
    JOIN contributions_spotanswer answer ON answer.id = spot_case.answer_id
    JOIN contributions_spotperson person ON person.id = answer.person_id
    LEFT JOIN contributions_saidpayment said
           ON said.id = spot_case.said_id AND said.answer_id = answer.id
    LEFT JOIN contributions_payment payment ON payment.id = spot_case.payment_id
    WHERE spot_case.partner_id <> person.partner_id OR spot_case.market_id <> person.market_id
       OR (spot_case.said_id IS NOT NULL AND said.id IS NULL)
       OR coalesce(spot_case.said_idr, 0) <> coalesce(said.amount_idr, 0)
       OR payment.member_id <> person.member_id
       OR spot_case.booked_idr <> coalesce(payment.amount_idr - payment.credit_idr, 0)
"""

CHECKS: dict[str, tuple[Any, str]] = {
    "drawn_are_those_of_the_seed": (
        gettext_lazy("Orang cek acak bukan yang terpilih menurut undiannya"),
        DRAWN_ARE_THOSE_OF_THE_SEED,
    ),
    "said_is_found_or_a_case": (
        gettext_lazy("Pembayaran menurut pedagang tidak ada di buku dan tidak menjadi kasus"),
        SAID_IS_FOUND_OR_A_CASE,
    ),
    "case_is_of_its_answer": (
        gettext_lazy("Kasus cek acak tidak sesuai dengan jawabannya"),
        CASE_IS_OF_ITS_ANSWER,
    ),
}
