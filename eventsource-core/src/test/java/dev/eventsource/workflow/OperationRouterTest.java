// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OperationRouterTest {

    private final OperationRouter cards =
            new OperationRouter().on("charge", any -> {}).on("refund", any -> {});

    @Test
    void routers_are_put_together() {
        OperationRouter all = new OperationRouter()
                .on("letter.send", any -> {})
                .include(cards.prefix("card"))
                .include(cards.prefix("bank.card"));

        assertThat(all.types())
                .containsExactly("bank.card.charge", "bank.card.refund", "card.charge", "card.refund", "letter.send");
        assertThat(cards.types()).as("unchanged").containsExactly("charge", "refund");
    }

    @Test
    void all_handlers_are_wrapped_and_the_rest_stays_as_it_was() throws Exception {
        List<String> calls = new ArrayList<>();
        OperationPolicy policy = OperationPolicy.DEFAULT.withTimeLimit(Duration.ofSeconds(3));
        OperationRouter wrapped = new OperationRouter()
                .on("charge", policy, any -> calls.add("charge"))
                .transactional("refund", any -> calls.add("refund"))
                .wrapping(handler -> context -> {
                    calls.add("before");
                    handler.handle(context);
                });

        for (String type : List.of("charge", "refund")) {
            OperationRouter.Route route = wrapped.route(type).orElseThrow();
            route.wrapper().apply(route.handler()::handle).handle(null);
        }
        assertThat(calls).containsExactly("before", "charge", "before", "refund");
        assertThat(wrapped.route("charge").orElseThrow().policy()).isEqualTo(policy);
        assertThat(wrapped.route("charge").orElseThrow().transactional()).isFalse();
        assertThat(wrapped.route("refund").orElseThrow().transactional()).isTrue();
    }

    @Test
    void a_type_that_has_a_handler_is_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> cards.on("charge", any -> {}))
                .withMessageContaining("charge");
        assertThatIllegalArgumentException().isThrownBy(() -> cards.transactional("charge", any -> {}));
        assertThatIllegalArgumentException().isThrownBy(() -> cards.include(cards));
    }

    @Test
    void a_name_that_can_be_none_is_refused() {
        for (String name :
                List.of("", ".", "card.", ".charge", "card..charge", "card charge", "karté", "a".repeat(101))) {
            assertThatIllegalArgumentException().as(name).isThrownBy(() -> cards.on(name, any -> {}));
            assertThatIllegalArgumentException().as(name).isThrownBy(() -> cards.prefix(name));
        }
    }
}
