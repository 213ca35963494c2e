"""Who may take a step? Policies name people; each answers with a verdict."""

from workflows.policies.asked import (
    whoever_answers_the_round,
    whoever_hands_over,
    whoever_is_asked,
    whoever_keeps_it_up,
)
from workflows.policies.deciding import (
    assessor_of_the_part,
    assessor_or_secretariat,
    decider,
    second_person_of_the_same_role,
    secretariat_but_not_proposer,
    secretariat_or_delegate,
    who_adopts_annexes,
    who_may_end,
)
from workflows.policies.keeping import (
    automaton,
    importer,
    officer,
    officer_of_a_party,
    officer_or_automaton,
    officer_or_contributor,
    officer_or_recorder,
    officer_or_secretariat,
    officer_secretariat_or_automaton,
    proposer_or_head,
    recorder_or_automaton,
    responsible_or_officer,
    secretariat,
    secretariat_or_automaton,
    who_records_notice,
    whoever_filed,
    whoever_files,
    whoever_keeps_its_side,
    whoever_keeps_the_documents,
    whoever_writes_it,
)
