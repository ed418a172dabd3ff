// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.inmemory.sabotage;

import dev.eventsource.inmemory.InMemoryStorage;
import dev.eventsource.store.EventStore;
import dev.eventsource.store.Storage;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** Ways to break the contract, each with the suite of it and the test in it that must notice. */
enum Sabotage {
    IGNORES_CONDITIONS(
            "Conditions",
            "an_append_is_refused_if_something_matches_and_told_where",
            () -> Deciding::ignoresConditions),
    CHECKS_CONDITIONS_ONLY_AGAINST_WHAT_IS_STORED(
            "Batches",
            "seats_are_not_sold_twice_within_a_batch",
            () -> Deciding::checksConditionsOnlyAgainstWhatIsStored),
    CHECKS_CONDITIONS_BEFORE_THE_LOCK(
            "Conditions",
            "nor_is_it_when_all_buyers_have_waited_for_the_lock",
            () -> Deciding::checksConditionsOnlyAgainstWhatIsStored),
    IGNORES_EXPECTED_VERSIONS(
            "ExpectingVersions",
            "of_many_writers_with_the_same_belief_one_wins_and_the_others_learn_why",
            () -> Deciding::ignoresExpectedVersions),
    REFUSES_RETRIES("Retrying", "the_same_append_again_has_the_same_result", () -> Deciding::refusesRetries),
    STORES_RETRIES_AGAIN("Retrying", "the_same_append_again_has_the_same_result", () -> Deciding::storesRetriesAgain),
    IGNORES_DUPLICATES("Duplicates", "some_stored_and_some_not", () -> Deciding::ignoresDuplicates),
    COMMITS_HALF(
            "AppendingSeveralStreams",
            "a_conflict_in_the_last_stream_stores_nothing_in_the_first",
            () -> Writing::commitsHalf),
    REORDERS("Appending", "what_was_appended_is_read_back_at_once_in_order_and_unchanged", () -> Writing::reorders),
    NORMALISES_PAYLOADS("HostileInput", "a_payload_comes_back_to_the_byte", () -> Writing::normalisesPayloads),
    ROUNDS_TIMES("HostileInput", "times_come_back_in_microseconds", () -> Writing::roundsTimes),
    RECORDS_BACK_IN_TIME(
            "RecordingTime",
            "recorded_at_is_now_in_microseconds_and_never_decreases",
            () -> Writing::recordsBackInTime),
    APPENDS_ASYNC_IN_ANY_ORDER(
            "AppendingAsync", "appends_of_one_thread_keep_their_order", () -> Writing::appendsAsyncInAnyOrder),
    PUNISHES_NEIGHBOURS("Batches", "poison_in_a_batch_harms_only_its_caller", Writing::punishesNeighbours),
    WAKES_NOBODY("WakingUp", "an_append_wakes", () -> Writing::wakesNobody),
    WAKES_TOO_EARLY("WakingUp", "a_transaction_wakes_when_all_of_it_can_be_read", Writing::wakesTooEarly),
    SKIPS_UNDER_CONCURRENCY(
            "ReadingWhileWriting", "a_reader_sees_every_event_once_and_without_holes", Reading::skipsUnderConcurrency),
    READS_THE_HEAD_AFTER_THE_EVENTS(
            "ReadingWhileWriting", "a_reader_of_few_events_misses_none", () -> Reading::readsTheHeadAfterTheEvents),
    ENDS_TOO_EARLY("Paging", "a_page_looks_at_a_bounded_stretch_even_if_it_finds_nothing", () -> Reading::endsTooEarly),
    REPEATS_THE_LAST_EVENT("Reading", "forward_from_a_version_up_to_a_limit", () -> Reading::repeatsTheLastEvent),
    IGNORES_TAGS("Querying", "reading_gives_what_matches", () -> Reading::ignoresTags),
    LOSES_ROLLBACK(
            Sharing::losesRollback,
            "Transactions",
            "nothing_is_stored_when_the_work_throws_and_the_exception_passes_through"),
    FORGIVES_INNER_FAILURES(
            Sharing::forgivesInnerFailures,
            "TransactionsMisused",
            "an_inner_work_that_fails_dooms_the_whole_even_if_nobody_cares"),
    OFFERS_ANY_CONNECTION(Sharing::offersAnyConnection, "OwnRows", "outside_of_transactions_there_is_no_connection"),
    UNWRAPS_VIEWS(Sharing::unwrapsViews, "OwnRows", "a_tenants_view_gives_away_nothing_that_sees_other_tenants"),
    LEAKS_OTHER_TENANTS_TO_READERS(
            Sharing::leaksOtherTenantsToReaders, "Tenants", "queries_see_the_tenants_events_only"),
    FINDS_OTHER_TENANTS_EVENTS(Sharing::findsOtherTenantsEvents, "Tenants", "foreign_events_are_not_found"),
    IGNORES_CONDITIONS_OF_TENANTS(
            Sharing::ignoresConditionsOfTenants, "Tenants", "conditions_do_see_the_tenants_own_events"),
    KEEPS_DOCUMENTS_OF_FAILED_WORKS(
            Filing::keepsDocumentsOfFailedWorks, "DocumentsInTransactions", "when_the_work_throws_neither_is_stored"),
    IGNORES_VERSIONS_OF_DOCUMENTS(
            Filing::ignoresVersionsOfDocuments, "Documents", "of_many_who_change_one_version_one_wins"),
    SHARES_DOCUMENTS_AMONG_TENANTS(
            Filing::sharesDocumentsAmongTenants, "DocumentsOfTenants", "each_tenant_changes_its_own"),
    OVERLOOKS_ABSENT_FIELDS(
            Filing::overlooksAbsentFields,
            "DocumentQueries",
            "whatever_is_asked_the_answer_is_that_of_the_specification"),
    KEEPS_THE_LAST_SNAPSHOT(
            Keeping::keepsTheLastSnapshot, "Deciding.KeepingSnapshots", "an_older_one_never_replaces_a_newer_one"),
    DELETES_SNAPSHOTS_OF_ANY_SCHEMA(
            Keeping::deletesSnapshotsOfAnySchema,
            "Deciding.KeepingSnapshots",
            "those_of_a_stream_and_of_a_category_can_be_deleted"),
    BRINGS_SUBJECTS_BACK(Keeping::bringsSubjectsBack, "KeysOfSubjects", "who_never_had_a_key_can_be_forgotten_too"),
    GIVES_EVERYBODY_ANOTHER_KEY(
            Keeping::givesEverybodyAnotherKey, "KeysOfSubjects", "the_first_key_of_a_subject_stays"),
    FORGETS_SUBJECTS_OF_OTHER_TENANTS(
            Keeping::forgetsSubjectsOfOtherTenants, "KeysOfSubjects", "every_tenant_has_keys_of_its_own"),
    CLOSES_THROUGH_VIEWS(Sharing::closesThroughViews, "Tenants", "closing_a_view_does_nothing"),
    ADVANCES_WITHOUT_THE_TOKEN(Subscribing::advancesWithoutTheToken, "Checkpoints", "a_wrong_token_moves_nothing"),
    ADVANCES_FOR_ZOMBIES(Subscribing::advancesWithoutTheToken, "Zombies", "who_comes_back_gets_back_nothing"),
    ADVANCES_FOR_THE_DEAD(
            Subscribing::advancesForTheDead, "Zombies", "who_is_dead_moves_nothing_on_even_if_nobody_has_taken_over"),
    ADVANCES_BACKWARDS(Subscribing::advancesBackwards, "Checkpoints", "a_checkpoint_does_not_go_back"),
    ADVANCES_OUTSIDE_OF_TRANSACTIONS(
            Subscribing::advancesOutsideOfTransactions, "Checkpoints", "they_are_rolled_back_together"),
    RESETS_WITHOUT_RAISING_TOKENS(
            Subscribing::resetsWithoutRaisingTokens,
            "SubscriptionControl",
            "a_forced_reset_takes_the_partitions_from_their_owners"),
    RESETS_UNDER_THE_OWNER(
            Subscribing::resetsUnderTheOwner,
            "SubscriptionControl",
            "a_reset_is_refused_while_somebody_who_is_alive_owns_a_partition"),
    ACTIVATES_WHATEVER_LAGS_BEHIND(
            Subscribing::activatesWhateverLagsBehind,
            "SubscriptionControl",
            "another_version_is_activated_when_it_has_caught_up"),
    REGISTERS_FOR_EVERYBODY(
            Subscribing::registersForEverybody, "SubscriptionRaces", "of_many_who_register_one_settles_it_for_all"),
    CLAIMS_WHAT_IS_OWNED(
            Subscribing::claimsWhatIsOwned,
            "Leasing",
            "what_somebody_owns_who_is_alive_is_not_to_be_had_not_even_by_himself"),
    CLAIMS_IN_A_RACE(Subscribing::claimsWhatIsOwned, "SubscriptionRaces", "of_many_who_claim_a_partition_one_gets_it"),
    CLAIMS_FOR_THE_DEAD(Subscribing::claimsForTheDead, "Leasing", "who_is_dead_gets_nothing"),
    PULSES_WITHOUT_CHANGES(Subscribing::pulsesWithoutChanges, "Leasing", "a_pulse_notices_that_others_come_and_go"),
    LEAVES_ITS_PARTITIONS_BEHIND(
            Subscribing::leavesItsPartitionsBehind, "Leasing", "who_leaves_gives_up_everything_at_once"),
    PUTS_LETTERS_OF_ANYBODY(Subscribing::putsLettersOfAnybody, "Zombies", "a_zombie_stores_no_attempts_and_letters"),
    COUNTS_NO_ATTEMPTS(Subscribing::countsNoAttempts, "DeadLetters", "attempts_are_counted_for_each_event"),
    DECIDES_ON_TOO_MUCH(
            Subscribing::decidesOnTooMuch, "DeadLetters", "a_decision_marks_open_letters_and_keeps_all_else"),
    ADVANCES_TOO_FAR_FOR_THE_DYING(Delivering::advancesTooFar, "DyingSubscribers", Proof.SUCCESSION),
    ADVANCES_TOO_FAR(Delivering::advancesTooFar, "FuzzedSubscribers", Proof.FUZZ),
    LISTS_LETTERS_BACKWARDS(Delivering::listsLettersBackwards, "DeadLetters", "open_letters_come_by_position_in_pages"),
    KNOWS_NO_TRANSACTIONS_WHEN_ONE_DIES(Delivering::knowsNoTransactions, "DyingSubscribers", Proof.SUCCESSION),
    KNOWS_NO_TRANSACTIONS(Delivering::knowsNoTransactions, "FuzzedSubscribers", Proof.FUZZ),
    REMEMBERS_NOTHING(Subscribing::remembersNothing, "Deduplicating", "an_event_is_new_to_a_consumer_once"),
    LETS_EVERYBODY_BE_FIRST(
            Subscribing::remembersNothing, "SubscriptionRaces", "an_event_is_remembered_once_however_many_handle_it"),
    SUBMITS_OUTSIDE_OF_TRANSACTIONS(
            Operating::submitsOutsideOfTransactions, "SubmittingOperations", "it_is_part_of_the_transaction"),
    FORGETS_IDEMPOTENCY_IDS(
            Operating::forgetsIdempotencyIds,
            "SubmittingOperations",
            "submitting_twice_with_one_idempotency_id_is_submitting_once"),
    DOES_ONE_KEY_AT_ONCE(
            Operating::doesOneKeyAtOnce, "ClaimingOperations", "of_a_key_one_at_a_time_is_done_in_the_order_of_ids"),
    DOES_ONE_KEY_IN_ANY_ORDER(
            Operating::doesOneKeyAtOnce, "RunningOperations", "of_a_key_they_are_done_one_behind_the_other"),
    ENDS_FOR_ZOMBIES(Operating::endsForZombies, "ClaimingOperations", "who_has_lost_an_operation_is_refused"),
    GIVES_THE_NEXT_TO_ZOMBIES(
            Operating::givesTheNextToZombies,
            "ClaimingOperations",
            "who_has_lost_an_operation_gets_no_other_with_its_end"),
    WRITES_ATTEMPTS_DOWN_AFTERWARDS(
            Operating::writesAttemptsDownAfterwards, "RunningOperations", "a_handler_finds_its_attempt_written_down"),
    LOSES_SIGNALS_THAT_COME_TOO_EARLY(
            Operating::losesSignalsThatComeTooEarly,
            "StepsOfOperations",
            "a_signal_that_was_sent_before_the_wait_is_kept"),
    WAKES_NO_WORKERS(
            Operating::wakesNoWorkers, "RunningOperations", "a_new_one_is_begun_at_once_and_a_delayed_one_by_its_time"),
    FORGETS_STEPS(
            Operating::forgetsSteps, "OperationsWithinTransactions", "a_step_that_was_written_down_is_not_done_again"),
    COMPENSATES_NOTHING(
            Operating::compensatesNothing,
            "OperationsWithinTransactions",
            "when_it_fails_its_steps_are_made_up_for_in_reverse_order"),
    TRIES_AGAIN_WHAT_WAS_ABANDONED(
            Operating::triesAgainWhatWasAbandoned,
            "OperationsInTime",
            "what_a_dead_worker_leaves_behind_is_taken_over_as_the_policy_says"),
    SHOWS_TENANTS_EVERYTHING(
            Operating::showsTenantsEverything, "OperationsOfTenants", "each_sees_its_own_and_the_whole_storage_all");

    /** The nested suite of the contract that must fail. */
    final String suite;

    /** The test of that suite that must fail. */
    final String test;

    @SuppressWarnings("ImmutableEnumChecker") // stateless
    private final UnaryOperator<Storage> damage;

    /** Damages the events; asks for a new saboteur for every storage. */
    Sabotage(String suite, String test, Supplier<UnaryOperator<EventStore>> events) {
        this(storage -> new SabotagedStorage(storage, events.get()), suite, test);
    }

    Sabotage(UnaryOperator<Storage> damage, String suite, String test) {
        this.damage = damage;
        this.suite = suite;
        this.test = test;
    }

    Storage open() {
        return damage.apply(new InMemoryStorage());
    }

    /** Tests with long names. */
    private static final class Proof {
        static final String SUCCESSION =
                "whoever_dies_at_whatever_step_is_succeeded_without_loss_and_with_no_effect_double";
        static final String FUZZ = "whatever_happens_nothing_is_left_out_overtaken_or_tried_too_often";
    }
}
