// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.tck;

import static dev.eventsource.event.ExpectedVersion.any;
import static dev.eventsource.event.ExpectedVersion.noStream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.eventsource.aggregate.Aggregates;
import dev.eventsource.aggregate.CommandContext;
import dev.eventsource.event.Append;
import dev.eventsource.event.AppendCondition;
import dev.eventsource.event.EventData;
import dev.eventsource.event.EventQuery;
import dev.eventsource.event.ExpectedVersion;
import dev.eventsource.event.Payload;
import dev.eventsource.event.RecordedEvent;
import dev.eventsource.event.StreamId;
import dev.eventsource.store.DeadLetterQueue.Filter;
import dev.eventsource.store.DocumentQuery;
import dev.eventsource.store.DuplicateEventException;
import dev.eventsource.store.Snapshot;
import dev.eventsource.store.Storage;
import dev.eventsource.store.SubscriptionId;
import dev.eventsource.store.VersionConflictException;
import dev.eventsource.subscription.Delivery;
import dev.eventsource.subscription.Running;
import dev.eventsource.subscription.Subscription;
import dev.eventsource.tck.LoanDesk.Loan;
import dev.eventsource.tck.LoanDesk.LoanEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A tenant who knows everything of another one, ids, names, tags and positions, tries to get at it, and cannot. */
abstract class TenantEscapeContract extends Suite {

    private static final String SECRET = "s3cret";
    private static final StreamId STREAM = StreamId.of("loan", SECRET);
    private static final StreamId THEIRS = STREAM.in("rival");
    private static final SubscriptionId OUTCOMES = SubscriptionId.of("outcomes");

    private final EventData theirEvent = EventData.of(
                    UUID.randomUUID(), "LoanNoted", Instant.EPOCH, Payload.of("{\"text\":\"" + SECRET + "\"}"))
            .withTags("customer:" + SECRET);
    private Storage rival;
    private Storage acme;

    TenantEscapeContract(Backend contract) {
        super(contract);
    }

    @BeforeEach
    void let_the_rival_keep_a_secret() {
        rival = storage.forTenant("rival");
        acme = storage.forTenant("acme");
        rival.events().append(STREAM, noStream(), List.of(theirEvent));
        rival.documents().put("loans", SECRET, Payload.of("{\"secret\":\"" + SECRET + "\"}"), any());
        rival.snapshots().save(new Snapshot(STREAM, 1, theirEvent.id(), 1, Payload.of("{}"), Instant.EPOCH));
        try (Running running = Running.on(rival)) {
            running.start(Subscription.of("outcomes", EventQuery.all(), Delivery.atLeastOnce(event -> {})))
                    .await(1, contract.patience());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void no_query_finds_it() {
        List<EventQuery> queries = List.of(
                EventQuery.all(),
                EventQuery.all().ofType("LoanNoted"),
                EventQuery.all().tagged("customer:" + SECRET),
                EventQuery.all().inCategory("loan"),
                EventQuery.all().inStream(STREAM),
                EventQuery.all().inStream(STREAM).or(EventQuery.all().tagged("customer:" + SECRET)),
                EventQuery.all().ofType("Nothing").or(EventQuery.all()));

        for (EventQuery query : queries) {
            for (long after = 0; after <= 2; after++) {
                assertThat(acme.events().readAll(query, after, 100).events())
                        .as("%s after %s", query, after)
                        .isEmpty();
            }
        }
        assertThat(acme.events().find(theirEvent.id())).isEmpty();
        assertThat(acme.events().read(STREAM, 0, 10)).isEmpty();
        assertThat(acme.events().readBackwards(STREAM, Long.MAX_VALUE, 10)).isEmpty();
    }

    @Test
    void no_condition_tells_of_it() {
        List<AppendCondition> conditions = List.of(
                AppendCondition.nothingMatches(EventQuery.all(), 0),
                AppendCondition.nothingMatches(EventQuery.all().tagged("customer:" + SECRET), 0),
                AppendCondition.nothingMatches(EventQuery.all().inStream(STREAM), 0),
                AppendCondition.streamAt(STREAM, noStream()));

        StreamId probe = StreamId.of("probe", "1");
        for (AppendCondition condition : conditions) {
            // rolled back, so that the next condition finds nothing of the tenant's own
            Throwable thrown = catchThrowable(() -> acme.atomically(inside -> {
                inside.events().append(Append.to(probe, any(), Loans.some(1)).onlyIf(condition));
                throw new IllegalStateException("it held");
            }));
            assertThat(thrown).as("%s", condition).hasMessage("it held");
        }
    }

    @Test
    void naming_another_tenant_is_refused_wherever_it_is_named() {
        List<ThrowingCallable> attempts = List.of(
                () -> acme.events().read(THEIRS, 0, 1),
                () -> acme.events().readBackwards(THEIRS, 9, 1),
                () -> acme.events().readAll(EventQuery.all().inStream(THEIRS), 0, 1),
                () -> acme.events().readAll(EventQuery.all().inTenant("rival"), 0, 1),
                () -> acme.events().append(THEIRS, any(), Loans.some(1)),
                () -> acme.events()
                        .append(Append.to(STREAM, any(), Loans.some(1))
                                .onlyIf(AppendCondition.streamAt(THEIRS, noStream()))),
                () -> acme.events()
                        .append(Append.to(StreamId.of("x", "y"), any(), Loans.some(1))
                                .onlyIf(AppendCondition.nothingMatches(
                                        EventQuery.all().inTenant("rival"), 0))),
                () -> acme.snapshots().find(THEIRS),
                () -> acme.snapshots().delete(THEIRS),
                () -> acme.forTenant("rival"),
                () -> acme.forTenant(""),
                () -> acme.documents().forTenant("rival"),
                () -> acme.checkpoints().forTenant("rival"),
                () -> acme.deadLetters().forTenant("rival"),
                () -> acme.leases().forTenant("rival"),
                () -> acme.deduplication().forTenant("rival"),
                () -> acme.atomically(inside -> inside.events().read(THEIRS, 0, 1)),
                () -> acme.atomically(inside -> inside.forTenant("rival")));

        for (ThrowingCallable attempt : attempts) {
            assertThat(catchThrowable(attempt))
                    .as("attempt %s", attempts.indexOf(attempt))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("'acme'");
        }
        assertThat(storage.events().head()).isEqualTo(1);
    }

    @Test
    void who_sees_what_has_no_tenant_is_refused_as_well() {
        Storage nobodys = storage.forTenant("");
        List<ThrowingCallable> attempts = List.of(
                () -> nobodys.events().read(THEIRS, 0, 1),
                () -> nobodys.forTenant("rival"),
                () -> nobodys.documents().forTenant("rival"),
                () -> nobodys.snapshots().forTenant("rival"),
                () -> nobodys.checkpoints().forTenant("rival"),
                () -> nobodys.deadLetters().forTenant("rival"),
                () -> nobodys.leases().forTenant("rival"),
                () -> nobodys.deduplication().forTenant("rival"),
                () -> nobodys.operations().forTenant("rival"),
                () -> nobodys.atomically(inside -> inside.documents().forTenant("rival")));

        for (ThrowingCallable attempt : attempts) {
            assertThat(catchThrowable(attempt))
                    .as("attempt %s", attempts.indexOf(attempt))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("''");
        }
        assertThat(nobodys.documents().forTenant("").get("loans", SECRET)).isEmpty();
        assertThat(storage.documents().forTenant("rival").get("loans", SECRET)).isPresent();
    }

    @Test
    void a_foreign_id_tells_nothing_of_where_it_is() {
        assertThat(catchThrowable(() -> acme.events().append(StreamId.of("probe", "1"), any(), List.of(theirEvent))))
                .isInstanceOf(DuplicateEventException.class)
                .hasMessageNotContaining(SECRET)
                .hasMessageNotContaining("rival");
        assertThat(catchThrowable(() -> acme.events().append(STREAM, ExpectedVersion.exactly(1), Loans.some(1))))
                .isInstanceOf(VersionConflictException.class)
                .hasMessageNotContaining("rival");
        assertThat(acme.events().read(StreamId.of("probe", "1"), 0, 1)).isEmpty();
        assertThat(rival.events().read(STREAM, 0, 10))
                .extracting(RecordedEvent::event)
                .containsExactly(theirEvent);
    }

    @Test
    void what_is_kept_beside_events_is_not_reached_either() {
        assertThat(acme.documents().get("loans", SECRET)).isEmpty();
        assertThat(acme.documents().find("loans", DocumentQuery.all())).isEmpty();
        assertThat(acme.documents().clear("loans")).isZero();
        assertThat(acme.snapshots().find(STREAM)).isEmpty();
        assertThat(acme.snapshots().delete("loan", Integer.MAX_VALUE)).isZero();
        assertThat(acme.checkpoints().find(OUTCOMES)).isEmpty();
        assertThat(acme.checkpoints().all()).isEmpty();
        assertThat(acme.deadLetters().list(Filter.ALL, 100)).isEmpty();
        for (ThrowingCallable attempt : List.<ThrowingCallable>of(
                () -> acme.checkpoints().drop(OUTCOMES),
                () -> acme.checkpoints().pause(OUTCOMES, true))) {
            Throwable thrown = catchThrowable(attempt);
            assertThat(thrown == null ? "" : thrown.getMessage()).doesNotContain("rival", SECRET);
        }

        assertThat(rival.documents().get("loans", SECRET)).isPresent();
        assertThat(rival.snapshots().find(STREAM)).isPresent();
        assertThat(rival.checkpoints().find(OUTCOMES))
                .hasValueSatisfying(state -> assertThat(state.paused()).isFalse());
    }

    @Test
    void aggregates_of_a_tenant_are_its_own_under_whatever_key() {
        Aggregates aggregates = new Aggregates(acme, LoanDesk.CODEC);
        var loans = aggregates.of("loan", LoanEvent.class, Loan::new);
        List<String> keys = new ArrayList<>(List.of(SECRET, "rival:loan-" + SECRET, "../rival/" + SECRET));
        keys.addAll(HostileTexts.UP_TO_200);

        for (String key : keys) {
            assertThat(loans.find(key)).isEmpty();
            loans.execute(key, loan -> loan.submit(1), CommandContext.of(new UUID(1, 1)));
            assertThat(loans.load(key).id().tenant()).isEqualTo("acme");
        }

        assertThat(rival.events().read(STREAM, 0, 10)).hasSize(1);
        assertThat(log().stream().filter(event -> event.stream().tenant().equals("acme")))
                .hasSize(keys.size());
    }

    @Test
    void a_subscription_of_a_tenant_gets_its_own_events_and_its_own_storage() throws Exception {
        acme.events().append(STREAM, any(), Loans.some(2));
        Queue<StreamId> seen = new ConcurrentLinkedQueue<>();
        Queue<Integer> reached = new ConcurrentLinkedQueue<>();
        Delivery delivery = Delivery.exactlyOnce(delivered -> {
            seen.add(delivered.recorded().stream());
            reached.add(Suite.log(delivered.storage().events(), EventQuery.all(), 100)
                    .size());
            delivered.storage().documents().put("seen", "last", Payload.of("{}"), any());
        });

        try (Running running = Running.on(acme)) {
            Subscription all =
                    Subscription.of("outcomes", EventQuery.all(), delivery).partitions(4);
            assertThat(running.start(all).await(3, contract.patience())).isTrue();
        }

        assertThat(seen).containsExactly(STREAM.in("acme"), STREAM.in("acme"));
        assertThat(reached).containsOnly(2);
        assertThat(acme.documents().get("seen", "last")).isPresent();
        assertThat(rival.documents().get("seen", "last")).isEmpty();
        assertThat(storage.documents().get("seen", "last")).isEmpty();
    }

    @Test
    void tenants_whose_names_look_alike_are_strangers() {
        List<String> alike = Stream.of("Acme", "acme.", "acme_", "a.me", "a_me", "acm", "acmee", "ACME")
                .toList();
        for (String name : alike) {
            Storage stranger = storage.forTenant(name);
            stranger.events().append(STREAM, noStream(), Loans.some(1));
            stranger.documents().put("loans", "1", Payload.of("{}"), ExpectedVersion.noStream());
        }

        assertThat(acme.events().read(STREAM, 0, 10)).isEmpty();
        assertThat(acme.documents().get("loans", "1")).isEmpty();
        for (String name : alike) {
            assertThat(log(storage.forTenant(name).events(), EventQuery.all(), 10))
                    .as(name)
                    .hasSize(1);
        }
    }
}
