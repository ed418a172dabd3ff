// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.inmemory.sabotage;

/** Ways of breaking what a bus promises, and which test must notice. */
enum BusSabotage {
    LOSES_SOME("Publishing", "every_group_gets_everything_in_the_order_of_each_stream"),
    TURNS_BATCHES_ROUND("Publishing", "every_group_gets_everything_in_the_order_of_each_stream"),
    HAS_ONE_GROUP_ONLY("Publishing", "every_group_gets_everything_in_the_order_of_each_stream"),
    LOSES_TAGS("Publishing", "a_message_arrives_as_it_was_published"),
    TAKES_ANY_SIZE("Publishing", "a_message_above_the_limit_is_refused_with_the_limit_and_nothing_is_sent"),
    IGNORES_QUERIES("Groups", "members_want_what_their_query_says_and_the_rest_is_done_with"),
    BEGINS_ANEW("Groups", "a_group_goes_on_where_it_was"),
    BEGINS_AT_THE_END("Groups", "a_new_group_begins_at_the_end_or_at_the_beginning"),
    TAKES_FAILURES_FOR_SUCCESS("Failing", "after_the_last_attempt_it_goes_to_the_dead_letters_and_its_key_goes_on"),
    STOPS_ALL_KEYS_FOR_A_RETRY("Failing", "while_one_is_tried_again_others_of_its_key_wait_and_other_keys_go_on"),
    PASSES_BY_A_RETRY("Failing", "a_message_that_fails_for_a_while_is_handled_in_its_place"),
    GIVES_UP_WHAT_IS_HELD("Failing", "a_key_can_be_held_instead"),
    COUNTS_OUTAGES("Failing", "an_outage_does_not_count"),
    REPLAYS_TO_ALL("LettersOfGroups", "what_is_replayed_reaches_that_group_only"),
    KEEPS_WHAT_IS_DISCARDED("LettersOfGroups", "what_is_discarded_is_gone"),
    DOES_NOT_DRAIN("Sharing", "closing_waits_for_what_is_being_handled_and_leaves_the_rest"),
    LOSES_WHAT_IS_INTERRUPTED("Sharing", "closing_gives_up_after_a_while_and_interrupts"),
    HOLDS_ANY_NUMBER("Sharing", "a_key_that_fails_for_long_stops_others_only_when_the_member_holds_all_that_it_may"),
    GIVES_ALL_TO_EVERYBODY("Sharing", "members_share_and_each_key_keeps_its_order");

    final String suite;
    final String test;

    BusSabotage(String suite, String test) {
        this.suite = suite;
        this.test = test;
    }
}
