// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.eventsource.event.EventQuery.Alternative;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EventQueryTest {

    private static final StreamId LOAN = StreamId.of("loan", "1");
    private static final EventQuery ALL = EventQuery.all();

    @Test
    void all_wants_every_event() {
        assertThat(ALL.matches(LOAN, event("LoanApproved"))).isTrue();
        assertThat(ALL.matches(new RecordedEvent(1, LOAN.in("acme"), 1, Instant.EPOCH, event("x"))))
                .isTrue();
    }

    @Test
    void each_call_narrows_by_one_thing() {
        assertThat(wanted(ALL.inCategory("loan")))
                .allMatch(name -> name.contains("loan-"))
                .hasSize(16);
        assertThat(wanted(ALL.inTenant("acme")))
                .allMatch(name -> name.startsWith("acme:"))
                .hasSize(16);
        assertThat(wanted(ALL.inTenant("")))
                .noneMatch(name -> name.startsWith("acme:"))
                .hasSize(16);
        assertThat(wanted(ALL.inStream(LOAN)))
                .allMatch(name -> name.startsWith("loan-1 "))
                .hasSize(4);
        assertThat(wanted(ALL.ofType("Approved")))
                .allMatch(name -> name.contains(" Approved "))
                .hasSize(16);
        assertThat(wanted(ALL.tagged("vip")))
                .allMatch(name -> name.contains("vip"))
                .hasSize(16);
    }

    @Test
    void several_names_in_a_call_mean_one_of_them_but_several_tags_all_of_them() {
        assertThat(wanted(ALL.ofType("Approved", "Declined", "Declined"))).hasSize(32);
        assertThat(wanted(ALL.inCategory("loan", "offer"))).hasSize(32);
        assertThat(ALL.tagged("a", "b").matches(LOAN, event("x").withTags("a", "b", "c")))
                .isTrue();
        assertThat(ALL.tagged("a").tagged("b").matches(LOAN, event("x").withTags("a", "b")))
                .isTrue();
        assertThat(ALL.tagged("a", "b").matches(LOAN, event("x").withTags("a"))).isFalse();
    }

    @Test
    void further_calls_mean_and_while_or_adds_alternatives() {
        EventQuery loans = ALL.inCategory("loan").ofType("Approved");
        EventQuery vips = ALL.tagged("vip");

        assertThat(wanted(loans)).hasSize(8);
        assertThat(wanted(loans.or(vips))).containsExactlyInAnyOrderElementsOf(union(wanted(loans), wanted(vips)));
        assertThat(wanted(loans.or(vips).inTenant("acme")))
                .containsExactlyInAnyOrderElementsOf(
                        union(wanted(loans.inTenant("acme")), wanted(vips.inTenant("acme"))));
        assertThat(loans.or(loans)).isEqualTo(loans);
    }

    @Test
    void narrowing_twice_keeps_what_both_want() {
        assertThat(ALL.ofType("A", "B").ofType("B", "C")).isEqualTo(ALL.ofType("B"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ALL.ofType("A").ofType("B"))
                .withMessageContainingAll("nothing", "types", "A", "B");
    }

    @Test
    void naming_nothing_is_refused_because_it_could_mean_everything() {
        for (Runnable call : List.<Runnable>of(
                () -> ALL.inTenant(), () -> ALL.inCategory(), () -> ALL.inStream(), () -> ALL.ofType())) {
            assertThatIllegalArgumentException().isThrownBy(call::run).withMessageContaining("at least one");
        }
        assertThat(ALL.tagged()).isEqualTo(ALL);
    }

    @Test
    void to_a_tenant_a_query_means_the_tenants_streams_only() {
        assertThat(ALL.ownedBy("acme")).isEqualTo(ALL.inTenant("acme"));
        assertThat(ALL.inTenant("").ownedBy("acme")).isEqualTo(ALL.inTenant("acme"));
        assertThat(ALL.inTenant("acme").ownedBy("acme")).isEqualTo(ALL.inTenant("acme"));
        assertThat(ALL.ownedBy("")).isEqualTo(ALL.inTenant(""));
        assertThat(ALL.inStream(LOAN, LOAN.in("acme")).ownedBy("acme"))
                .isEqualTo(ALL.inTenant("acme").inStream(LOAN.in("acme")));
        EventQuery either = ALL.ofType("A").or(ALL.tagged("vip")).ownedBy("acme");
        assertThat(wanted(either)).isNotEmpty().allMatch(name -> name.startsWith("acme:"));
    }

    @Test
    void a_query_that_names_another_tenant_is_refused_even_in_one_alternative() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ALL.inTenant("acme", "other").ownedBy("acme"))
                .withMessageContainingAll("acme", "other");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ALL.or(ALL.inStream(LOAN.in("other"))).ownedBy("acme"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ALL.inTenant("acme").ownedBy(""));
    }

    @Test
    void sizes_are_limited() {
        assertThat(ALL.ofType(numbered(1000)).alternatives()).hasSize(1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ALL.ofType(numbered(1001)))
                .withMessageContaining("1001");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ALL.tagged(numbered(65)))
                .withMessageContaining("64");
        EventQuery many = ALL.ofType("0");
        for (int i = 1; i < 64; i++) {
            many = many.or(ALL.ofType("" + i));
        }
        EventQuery full = many;
        assertThat(full.alternatives()).hasSize(64);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> full.or(ALL.ofType("64")))
                .withMessageContaining("65");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new EventQuery(List.of()))
                .withMessageContaining("EventQuery.all()");
    }

    @Test
    void names_that_no_event_could_have_are_refused() {
        assertThatIllegalArgumentException().isThrownBy(() -> ALL.ofType(""));
        assertThatIllegalArgumentException().isThrownBy(() -> ALL.tagged("a\u0000"));
        assertThatIllegalArgumentException().isThrownBy(() -> ALL.inCategory("\ud800"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Alternative(Set.of(), Set.of(), Set.of(), Set.of("x".repeat(201)), Set.of()));
    }

    /** Every combination of two tenants, categories, keys, types and tags that the query wants. */
    private static List<String> wanted(EventQuery query) {
        List<String> wanted = new ArrayList<>();
        for (String tenant : List.of("", "acme")) {
            for (String category : List.of("loan", "offer")) {
                for (String key : List.of("1", "2")) {
                    for (String type : List.of("Approved", "Declined")) {
                        for (String tag : List.of("vip", "new")) {
                            StreamId stream = new StreamId(tenant, category, key);
                            if (query.matches(stream, event(type).withTags(tag))) {
                                wanted.add(stream + " " + type + " " + tag);
                            }
                        }
                    }
                }
            }
        }
        return wanted;
    }

    private static Set<String> union(List<String> some, List<String> others) {
        Set<String> union = new java.util.HashSet<>(some);
        union.addAll(others);
        return union;
    }

    private static String[] numbered(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "n" + i)
                .collect(Collectors.toList())
                .toArray(new String[0]);
    }

    private static EventData event(String type) {
        return EventData.of(new UUID(1, 2), type, Instant.EPOCH, Payload.of("{}"));
    }
}
