// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eventsource.aggregate.Aggregate;
import dev.eventsource.aggregate.AggregateNotFoundException;
import dev.eventsource.aggregate.AggregateRepository;
import dev.eventsource.aggregate.Aggregates;
import dev.eventsource.aggregate.CommandContext;
import dev.eventsource.aggregate.CommandRejectedException;
import dev.eventsource.aggregate.ForeignEventException;
import dev.eventsource.aggregate.Outcome;
import dev.eventsource.event.EventData;
import dev.eventsource.event.ExpectedVersion;
import dev.eventsource.event.Metadata;
import dev.eventsource.event.StreamId;
import dev.eventsource.store.VersionConflictException;
import dev.eventsource.tck.LoanDesk.Approve;
import dev.eventsource.tck.LoanDesk.Approved;
import dev.eventsource.tck.LoanDesk.DeclaredLoan;
import dev.eventsource.tck.LoanDesk.Loan;
import dev.eventsource.tck.LoanDesk.LoanCommand;
import dev.eventsource.tck.LoanDesk.LoanDecider;
import dev.eventsource.tck.LoanDesk.LoanEvent;
import dev.eventsource.tck.LoanDesk.LoanState;
import dev.eventsource.tck.LoanDesk.Moved;
import dev.eventsource.tck.LoanDesk.Note;
import dev.eventsource.tck.LoanDesk.Noted;
import dev.eventsource.tck.LoanDesk.Submit;
import dev.eventsource.tck.LoanDesk.Submitted;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A repository loads, lets decide, and stores, in every style alike. */
abstract class AggregateContract extends Suite {

    private static final StreamId STREAM = StreamId.of("loan", "1");

    private AggregateRepository<LoanCommand, Aggregate<LoanState>> deciding;
    private AggregateRepository<Consumer<? super Loan>, Loan> imperative;
    private AggregateRepository<Consumer<? super DeclaredLoan>, DeclaredLoan> declarative;

    AggregateContract(Backend contract) {
        super(contract);
    }

    @BeforeEach
    void repositories() {
        Aggregates aggregates = new Aggregates(storage, LoanDesk.CODEC);
        deciding = aggregates.of("loan", LoanEvent.class, new LoanDecider());
        imperative = aggregates.of("loan", LoanEvent.class, Loan::new);
        declarative = aggregates.of("loan", LoanEvent.class, DeclaredLoan::new);
    }

    private List<Object> stored() {
        return events.read(STREAM, 0, 1000).stream()
                .flatMap(recorded -> LoanDesk.CODEC.decode(recorded).stream())
                .toList();
    }

    @Test
    void what_one_style_has_decided_the_others_see() {
        deciding.execute("1", new Submit(20_000));
        imperative.execute("1", loan -> loan.note("called"));
        declarative.execute("1", loan -> loan.approve("Grace"));

        LoanState state = new LoanState(true, 1, true);
        assertThat(deciding.load("1").state()).isEqualTo(state);
        assertThat(imperative.load("1").state()).isEqualTo(state);
        assertThat(declarative.load("1").state()).isEqualTo(state);
        assertThat(stored()).containsExactly(new Submitted(20_000), new Noted("called"), new Approved("Grace"));
    }

    @Test
    void the_outcome_says_what_has_happened_and_where() {
        events.append(Loans.OTHER_LOAN, ExpectedVersion.any(), Loans.some(3));
        deciding.execute("1", new Submit(20_000));

        Outcome<Aggregate<LoanState>> outcome = deciding.execute("1", new Note("called", 2));

        assertThat(outcome.events()).containsExactly(new Noted("called"), new Noted("called"));
        assertThat(outcome.version()).isEqualTo(3);
        assertThat(outcome.position()).isEqualTo(6).isEqualTo(events.head());
        assertThat(outcome.aggregate().state()).isEqualTo(new LoanState(true, 2, false));
        assertThat(outcome.aggregate().pendingEvents()).isEmpty();
    }

    @Test
    void where_nothing_has_to_happen_nothing_is_appended() {
        deciding.execute("1", new Submit(20_000));

        Outcome<Aggregate<LoanState>> again = deciding.execute("1", new Submit(20_000));

        assertThat(again.events()).isEmpty();
        assertThat(again.version()).isEqualTo(1);
        assertThat(again.position()).isZero();
        assertThat(events.head()).isEqualTo(1);
    }

    @Test
    void what_is_rejected_passes_through_and_leaves_nothing() {
        assertThatThrownBy(() -> deciding.execute("1", new Approve("Grace")))
                .isInstanceOf(CommandRejectedException.class)
                .hasMessage("Nobody has applied for this loan");
        assertThatThrownBy(() -> imperative.execute("1", loan -> {
                    loan.submit(1);
                    throw new IllegalStateException("changed my mind");
                }))
                .hasMessage("changed my mind");

        assertThat(events.head()).isZero();
    }

    @Test
    void what_never_happened_is_not_found_and_says_so() {
        assertThat(deciding.find("1")).isEmpty();
        assertThat(deciding.exists("1")).isFalse();
        assertThatThrownBy(() -> deciding.load("1"))
                .isInstanceOf(AggregateNotFoundException.class)
                .hasMessageContaining("loan-1");
        assertThatThrownBy(() -> imperative.execute("1", loan -> loan.approve("Grace")))
                .isInstanceOf(AggregateNotFoundException.class)
                .hasMessageContaining("loan-1 was not created");

        deciding.execute("1", new Submit(1));

        assertThat(deciding.find("1")).isPresent();
        assertThat(deciding.exists("1")).isTrue();
    }

    @Test
    void one_that_is_created_is_stored_when_it_is_saved_and_not_before() {
        Loan loan = imperative.create("1");
        loan.submit(20_000);
        loan.note("called");
        assertThat(events.head()).isZero();
        assertThat(loan.version()).isZero();
        assertThat(loan.pendingEvents()).hasSize(2);

        Outcome<Loan> outcome = imperative.save(loan);

        assertThat(outcome.version()).isEqualTo(2);
        assertThat(loan.version()).isEqualTo(2);
        assertThat(loan.pendingEvents()).isEmpty();
        assertThat(imperative.save(loan).events()).isEmpty();
        assertThat(stored()).hasSize(2);
        loan.approve("Grace");
        imperative.save(loan);
        assertThat(stored()).hasSize(3);
    }

    @Test
    void who_was_slower_learns_it_and_keeps_what_is_pending() {
        imperative.execute("1", loan -> loan.submit(1));
        Loan slow = imperative.load("1");
        imperative.execute("1", loan -> loan.note("faster"));
        slow.note("slower");

        assertThatThrownBy(() -> imperative.save(slow)).isInstanceOf(VersionConflictException.class);

        assertThat(slow.pendingEvents()).containsExactly(new Noted("slower"));
        assertThat(slow.version()).isEqualTo(1);
        assertThat(stored()).hasSize(2);
    }

    @Test
    void the_past_can_be_looked_at_and_not_changed() {
        imperative.execute("1", loan -> loan.submit(1));
        imperative.execute("1", loan -> loan.note("called"));
        imperative.execute("1", loan -> loan.approve("Grace"));

        Loan then = imperative.loadAt("1", 2);

        assertThat(then.version()).isEqualTo(2);
        assertThat(then.state()).isEqualTo(new LoanState(true, 1, false));
        then.approve("Ada");
        assertThatThrownBy(() -> imperative.save(then))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("as it once was");
        assertThatThrownBy(() -> imperative.loadAt("1", 4)).isInstanceOf(AggregateNotFoundException.class);
        assertThatThrownBy(() -> imperative.loadAt("1", 0)).isInstanceOf(AggregateNotFoundException.class);
    }

    @Test
    void it_can_be_loaded_as_of_an_instant() {
        imperative.execute("1", loan -> loan.submit(1));
        Instant then = events.read(STREAM, 0, 1).get(0).recordedAt();
        await().until(() -> {
            imperative.execute("1", loan -> loan.note("later"));
            return events.readBackwards(STREAM, Long.MAX_VALUE, 1)
                    .get(0)
                    .recordedAt()
                    .isAfter(then);
        });

        assertThat(imperative.loadAsOf("1", then).state().notes())
                .isLessThan(imperative.load("1").state().notes());
        assertThatThrownBy(() -> imperative.loadAsOf("1", then.minusSeconds(60)))
                .isInstanceOf(AggregateNotFoundException.class);
    }

    @Test
    void a_long_history_is_loaded_whole() {
        deciding.execute("1", new Submit(1));
        deciding.execute("1", new Note("called", 1_200));

        assertThat(deciding.load("1").state().notes()).isEqualTo(1_200);
        assertThat(deciding.loadAt("1", 500).state().notes()).isEqualTo(499);
        assertThat(deciding.loadAt("1", 501).state().notes()).isEqualTo(500);
    }

    @Test
    void metadata_of_a_command_goes_with_its_events() {
        Metadata metadata = Metadata.none().withActor("ada").with("channel", "web");

        deciding.execute("1", new Submit(1), CommandContext.NONE.withMetadata(metadata));

        assertThat(events.read(STREAM, 0, 1).get(0).event().metadata()).isEqualTo(metadata);
    }

    @Test
    void a_command_with_an_id_is_caused_by_it() {
        UUID command = UUID.randomUUID();

        deciding.execute(
                "1", new Submit(1), CommandContext.of(command).by("ada").correlatedBy("request-7"));

        Metadata metadata = events.read(STREAM, 0, 1).get(0).event().metadata();
        assertThat(metadata.causationId()).contains(command.toString());
        assertThat(metadata.correlationId()).contains("request-7");
        assertThat(metadata.actor()).contains("ada");
    }

    @Test
    void a_command_with_an_id_given_again_changes_nothing_and_has_the_first_result() {
        deciding.execute("1", new Submit(1));
        CommandContext once = CommandContext.of(UUID.randomUUID());
        Outcome<Aggregate<LoanState>> first = deciding.execute("1", new Note("called", 3), once);
        deciding.execute("1", new Note("other", 1));

        Outcome<Aggregate<LoanState>> again = deciding.execute("1", new Note("called", 3), once);

        assertThat(again.events()).isEqualTo(first.events());
        assertThat(again.position()).isEqualTo(first.position());
        assertThat(again.version()).isEqualTo(5);
        assertThat(stored()).hasSize(5);
    }

    @Test
    void a_command_id_is_one_aggregates_and_one_tenants() {
        CommandContext once = CommandContext.of(UUID.randomUUID());
        deciding.execute("1", new Submit(1), once);
        deciding.execute("2", new Submit(1), once);
        deciding.on(storage.forTenant("acme")).execute("1", new Submit(1), once);
        deciding.on(storage.forTenant("other")).execute("1", new Submit(1), once);

        assertThat(events.head()).isEqualTo(4);
    }

    @Test
    void an_event_of_another_aggregate_is_named() {
        EventData foreign = LoanDesk.CODEC.encode(new Moved("Lagos"), UUID.randomUUID(), Instant.EPOCH);
        events.append(STREAM, ExpectedVersion.any(), List.of(foreign));

        assertThatThrownBy(() -> deciding.load("1"))
                .isInstanceOf(ForeignEventException.class)
                .hasMessageContainingAll("CustomerMoved", "loan-1", "position 1", "LoanEvent");
        assertThatThrownBy(() -> imperative.create("2").move())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("Moved", "loan-2", "LoanEvent");
    }

    @Test
    void another_tenants_aggregate_is_neither_seen_nor_saved() {
        AggregateRepository<Consumer<? super Loan>, Loan> acme = imperative.on(storage.forTenant("acme"));
        acme.execute("1", loan -> loan.submit(1));

        assertThat(imperative.find("1")).isEmpty();
        assertThat(imperative.on(storage.forTenant("other")).find("1")).isEmpty();
        Loan theirs = acme.load("1");
        assertThat(theirs.id()).isEqualTo(STREAM.in("acme"));
        theirs.note("called");
        assertThatThrownBy(() -> imperative.save(theirs))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("acme:loan-1");
        assertThatThrownBy(() -> imperative.on(storage.forTenant("other")).save(theirs))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("acme:loan-1", "other:loan-1");
    }

    @Test
    void inside_a_transaction_it_is_part_of_it() {
        assertThatThrownBy(() -> storage.atomically(joined -> {
                    deciding.on(joined).execute("1", new Submit(1));
                    deciding.on(joined).execute("1", new Note("called", 1));
                    assertThat(deciding.on(joined).load("1").version()).isEqualTo(2);
                    throw new IllegalStateException("changed my mind");
                }))
                .hasMessage("changed my mind");
        assertThat(events.head()).isZero();

        storage.atomically(joined -> {
            deciding.on(joined).execute("1", new Submit(1));
            return deciding.on(joined.forTenant("acme")).execute("1", new Submit(1));
        });
        assertThat(events.head()).isEqualTo(2);
    }
}
