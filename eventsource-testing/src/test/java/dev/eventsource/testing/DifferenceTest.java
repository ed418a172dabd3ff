// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eventsource.testing.LoanDesk.Address;
import dev.eventsource.testing.LoanDesk.Approved;
import dev.eventsource.testing.LoanDesk.Noted;
import dev.eventsource.testing.LoanDesk.Submitted;
import java.util.List;
import org.junit.jupiter.api.Test;

class DifferenceTest {

    record Pair(Object left, List<Object> right) {}

    @Test
    void a_field_deep_inside_is_named_by_its_path() {
        assertThat(Difference.of(
                        new Submitted("ada", 1, new Address("Main Street", "Lagos")),
                        new Submitted("ada", 2, new Address("Main Street", "Accra"))))
                .endsWith("\n  ≠ amount: expected 1, was 2\n  ≠ address.city: expected Lagos, was Accra");
        assertThat(Difference.of(new Pair(null, List.of(1, new Noted("a"))), new Pair("x", List.of(1, new Noted("b")))))
                .endsWith("\n  ≠ left: expected null, was x\n  ≠ right[1].text: expected a, was b");
    }

    @Test
    void what_prints_alike_is_told_apart() {
        assertThat(Difference.of(new Pair(1, List.of()), new Pair(1L, List.of())))
                .endsWith("≠ left: expected 1 (Integer), was 1 (Long)");
        Object one = new Object() {
            @Override
            public String toString() {
                return "one";
            }
        };
        Object another = new Object() {
            @Override
            public String toString() {
                return "one";
            }
        };
        assertThat(Difference.of(one, another)).contains("both print alike");
    }

    @Test
    void what_is_missing_surplus_and_in_another_order_is_told_apart() {
        assertThat(Difference.ofEvents(
                        List.of(new Noted("a"), new Approved("b"), new Noted("c")),
                        List.of(new Approved("b"), new Noted("a"), new Noted("c"), new Noted("d"))))
                .isEqualTo("""
                        - Noted[text=a]
                          Approved[by=b]
                        + Noted[text=a]
                          Noted[text=c]
                        + Noted[text=d]""");
        assertThat(Difference.ofEvents(List.of(new Noted("a")), List.of(new Approved("b"), new Noted("c"))))
                .isEqualTo("""
                        + Approved[by=b]
                        - Noted[text=a]
                        + Noted[text=c]
                          ≠ text: expected a, was c""");
    }
}
