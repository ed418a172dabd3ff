// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.tck;

import static dev.eventsource.event.AppendCondition.nothingMatches;
import static dev.eventsource.event.AppendCondition.streamAt;
import static dev.eventsource.event.ExpectedVersion.any;
import static dev.eventsource.event.ExpectedVersion.exactly;
import static dev.eventsource.event.ExpectedVersion.noStream;
import static dev.eventsource.tck.Loans.CUSTOMER;
import static dev.eventsource.tck.Loans.LOAN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.eventsource.event.Append;
import dev.eventsource.event.EventData;
import dev.eventsource.event.EventQuery;
import dev.eventsource.event.RecordedEvent;
import dev.eventsource.store.AppendResult;
import dev.eventsource.store.ConditionFailedException;
import dev.eventsource.store.DuplicateEventException;
import dev.eventsource.store.EventPage;
import dev.eventsource.store.EventStore;
import dev.eventsource.store.Storage;
import dev.eventsource.store.VersionConflictException;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A view of one tenant sees and writes this tenant's streams only. */
abstract class TenantContract extends Suite {

    private Storage acme;
    private Storage other;

    TenantContract(Backend contract) {
        super(contract);
    }

    /** The same stream with three tenants: none (1 event), acme (2 events), other (3 events). */
    @BeforeEach
    void append_to_three_tenants() {
        acme = storage.forTenant("acme");
        other = storage.forTenant("other");
        events.append(LOAN, noStream(), Loans.some(1));
        acme.events().append(LOAN, noStream(), Loans.some(2));
        other.events().append(LOAN, noStream(), Loans.some(3));
    }

    @Test
    void streams_without_a_tenant_mean_the_tenants() {
        assertThat(acme.events().read(LOAN, 0, 10))
                .isEqualTo(events.read(LOAN.in("acme"), 0, 10))
                .hasSize(2)
                .extracting(RecordedEvent::stream)
                .containsOnly(LOAN.in("acme"));
        assertThat(acme.events().readBackwards(LOAN, Long.MAX_VALUE, 10)).hasSize(2);
        assertThat(acme.events().read(LOAN.in("acme"), 0, 10)).hasSize(2);
        assertThat(events.read(LOAN, 0, 10)).hasSize(1);
    }

    @Test
    void other_tenants_are_refused_by_name() {
        assertRefused(() -> acme.events().read(LOAN.in("other"), 0, 10));
        assertRefused(() -> acme.events().readBackwards(LOAN.in("other"), 10, 10));
        assertRefused(() -> acme.events().append(LOAN.in("other"), any(), Loans.some(1)));
        assertRefused(() -> acme.events().appendAsync(Append.to(LOAN.in("other"), any(), Loans.some(1))));
        assertRefused(() -> acme.events().readAll(EventQuery.all().inTenant("other"), 0, 10));
        assertRefused(() -> acme.events().readAll(EventQuery.all().inStream(LOAN.in("other")), 0, 10));
        assertRefused(() -> acme.events()
                .append(Append.to(CUSTOMER, any(), Loans.some(1)).onlyIf(streamAt(LOAN.in("other"), exactly(3)))));
        assertRefused(() -> acme.events()
                .append(Append.to(CUSTOMER, any(), Loans.some(1))
                        .onlyIf(nothingMatches(EventQuery.all().inTenant("other"), 0))));
        assertThat(events.head()).isEqualTo(6);
    }

    @Test
    void queries_see_the_tenants_events_only() {
        assertThat(log(acme.events(), EventQuery.all(), 10)).isEqualTo(events.read(LOAN.in("acme"), 0, 10));
        assertThat(log(acme.events(), EventQuery.all().inCategory("loan"), 10)).hasSize(2);
        assertThat(log(acme.events(), EventQuery.all().inStream(LOAN), 10)).hasSize(2);
        assertThat(log(acme.events(), EventQuery.all().inTenant("acme"), 10)).hasSize(2);
        assertThat(log(acme.events(), EventQuery.all().ofType("LoanSubmitted").or(EventQuery.all()), 10))
                .hasSize(2);
        assertThat(log(storage.forTenant("absent").events(), EventQuery.all(), 10))
                .isEmpty();
    }

    @Test
    void positions_and_the_head_are_the_stores() {
        EventPage page = acme.events().readAll(EventQuery.all(), 0, 100);

        assertThat(page.through()).isEqualTo(6);
        assertThat(page.end()).isTrue();
        assertThat(page.events()).extracting(RecordedEvent::position).containsExactly(2L, 3L);
        assertThat(acme.events().head()).isEqualTo(6);
    }

    @Test
    void versions_are_the_tenants() {
        assertThat(acme.events().append(LOAN, exactly(2), Loans.some(1)).version())
                .isEqualTo(3);
        assertThatThrownBy(() -> acme.events().append(LOAN, exactly(1), Loans.some(1)))
                .asInstanceOf(type(VersionConflictException.class))
                .satisfies(conflict -> assertThat(conflict.actual()).isEqualTo(3));
        assertThat(events.read(LOAN.in("other"), 0, 10)).hasSize(3);
    }

    @Test
    void conditions_see_the_tenants_events_only() {
        other.events().append(CUSTOMER, any(), List.of(Loans.submitted().withTags("seat:1")));
        Append sale = Append.to(CUSTOMER, any(), List.of(Loans.submitted().withTags("seat:1")))
                .onlyIf(nothingMatches(EventQuery.all().tagged("seat:1"), 0))
                .onlyIf(streamAt(LOAN, exactly(2)));

        assertThat(acme.events().append(sale)).isEqualTo(new AppendResult(List.of(1L), 8, 8));
    }

    @Test
    void conditions_do_see_the_tenants_own_events() {
        Append sale = Append.to(CUSTOMER, any(), List.of(Loans.submitted().withTags("seat:1")))
                .onlyIf(nothingMatches(EventQuery.all().tagged("seat:1"), 0));
        acme.events().append(sale);

        Append again = Append.to(CUSTOMER, any(), Loans.some(1))
                .onlyIf(sale.conditions().get(0));
        assertThatThrownBy(() -> acme.events().append(again))
                .asInstanceOf(type(ConditionFailedException.class))
                .satisfies(failed -> assertThat(failed.position()).isEqualTo(7));
        assertThatThrownBy(() -> acme.atomically(inside -> inside.events().append(again)))
                .isInstanceOf(ConditionFailedException.class);
        Append notThere = Append.to(CUSTOMER, any(), Loans.some(1)).onlyIf(streamAt(LOAN, exactly(3)));
        assertThatThrownBy(() -> acme.events().append(notThere))
                .asInstanceOf(type(VersionConflictException.class))
                .satisfies(conflict -> assertThat(conflict.actual()).isEqualTo(2));
    }

    @Test
    void async_appends_through_the_view_are_the_tenants() throws Exception {
        AppendResult result = acme.events()
                .appendAsync(Append.to(LOAN, exactly(2), Loans.some(1)))
                .get(30, TimeUnit.SECONDS);

        assertThat(result).isEqualTo(new AppendResult(List.of(3L), 7, 7));
        assertThat(events.read(LOAN.in("acme"), 2, 10)).hasSize(1);
        assertThat(events.read(LOAN, 0, 10)).hasSize(1);
    }

    @Test
    void a_work_of_the_view_that_throws_is_rolled_back() {
        assertThatThrownBy(() -> acme.atomically(inside -> {
                    inside.events().append(LOAN, exactly(2), Loans.some(1));
                    throw new IOException("roll back");
                }))
                .isInstanceOf(IOException.class);

        assertThat(acme.events().read(LOAN, 0, 10)).hasSize(2);
        assertThat(events.head()).isEqualTo(6);
    }

    @Test
    void foreign_events_are_not_found() {
        EventData foreign = events.read(LOAN.in("other"), 0, 1).get(0).event();
        EventData none = events.read(LOAN, 0, 1).get(0).event();
        EventData own = events.read(LOAN.in("acme"), 0, 1).get(0).event();

        assertThat(acme.events().find(foreign.id())).isEmpty();
        assertThat(acme.events().find(none.id())).isEmpty();
        assertThat(acme.events().find(own.id())).isPresent();
    }

    @Test
    void ids_are_the_stores_but_their_refusal_says_nothing_of_foreign_streams() {
        EventData foreign = Loans.submitted();
        other.events().append(CUSTOMER, any(), List.of(foreign));

        assertThatThrownBy(() -> acme.events().append(CUSTOMER, any(), List.of(foreign)))
                .isInstanceOf(DuplicateEventException.class)
                .hasMessageNotContaining("other")
                .hasMessageNotContaining(CUSTOMER.toString());
        assertThat(acme.events().read(CUSTOMER, 0, 10)).isEmpty();
    }

    @Test
    void a_retry_through_the_view_is_a_retry() {
        Append append = Append.to(CUSTOMER, noStream(), Loans.some(2));
        AppendResult first = acme.events().append(append);

        assertThat(acme.events().append(append)).isEqualTo(first);
        assertThat(events.append(
                        CUSTOMER.in("acme"), any(), append.writes().get(0).events()))
                .isEqualTo(first);
    }

    @Test
    void transactions_of_the_view_are_the_tenants_too() {
        acme.atomically(inside -> {
            assertThat(inside.events().append(LOAN, exactly(2), Loans.some(1)).version())
                    .isEqualTo(3);
            assertRefused(() -> inside.events().read(LOAN.in("other"), 0, 10));
            assertThat(log(inside.events(), EventQuery.all(), 10)).hasSize(3);
            inside.atomically(deeper -> deeper.events().append(LOAN, exactly(3), Loans.some(1)));
            return true;
        });
        assertThat(events.read(LOAN.in("acme"), 0, 10)).hasSize(4);

        storage.atomically(inside -> inside.forTenant("other").events().append(LOAN, exactly(3), Loans.some(1)));
        assertThat(events.read(LOAN.in("other"), 0, 10)).hasSize(4);
        assertThat(events.read(LOAN, 0, 10)).hasSize(1);
    }

    @Test
    void the_view_without_a_tenant_sees_no_tenant() {
        EventStore nobodys = storage.forTenant("").events();

        assertThat(log(nobodys, EventQuery.all(), 10))
                .isEqualTo(events.read(LOAN, 0, 10))
                .hasSize(1);
        assertThat(nobodys.append(LOAN, exactly(1), Loans.some(1)).version()).isEqualTo(2);
        assertRefused(() -> nobodys.read(LOAN.in("acme"), 0, 10));
    }

    @Test
    void a_view_cannot_be_widened() {
        assertRefused(() -> acme.forTenant("other").events().head());
        assertThat(acme.forTenant("acme").events().read(LOAN, 0, 10)).hasSize(2);
    }

    @Test
    void tenants_differ_by_case() {
        EventStore shouting = storage.forTenant("ACME").events();

        assertThat(shouting.append(LOAN, noStream(), Loans.some(1)).version()).isEqualTo(1);
        assertThat(shouting.read(LOAN, 0, 10)).hasSize(1);
        assertThat(acme.events().read(LOAN, 0, 10)).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a b", "a'b", "a\"b", "%", "acme%", "a;drop table es_event", "a\nb", "a-b", "a:b", "ä", "*"})
    void names_that_no_tenant_can_have_are_refused(String name) {
        assertRefused(() -> storage.forTenant(name));
        assertRefused(() -> storage.forTenant("x".repeat(65)));
    }

    @Test
    void names_that_look_alike_are_different_tenants() {
        for (String name : List.of("acme.", "acme_", "_acme", "acm_", "0", ".", "x".repeat(64))) {
            EventStore view = storage.forTenant(name).events();

            assertThat(log(view, EventQuery.all(), 10)).isEmpty();
            assertThat(view.append(LOAN, noStream(), Loans.some(1)).version()).isEqualTo(1);
            assertThat(log(view, EventQuery.all(), 10)).hasSize(1);
        }
        assertThat(log(acme.events(), EventQuery.all(), 10)).hasSize(2);
    }

    @Test
    void closing_a_view_does_nothing() {
        acme.close();

        assertThat(acme.events().read(LOAN, 0, 10)).hasSize(2);
        assertThat(events.head()).isEqualTo(6);
    }

    private static void assertRefused(ThrowingCallable call) {
        assertThatIllegalArgumentException()
                .isThrownBy(call)
                .satisfies(e -> assertThat(e.getMessage()).isNotBlank());
    }
}
