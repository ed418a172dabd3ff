package dev.eventsource.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

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
