// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Set;
import org.junit.jupiter.api.Test;

class EventTypesTest {

    sealed interface LoanEvent {}

    sealed interface Decision extends LoanEvent {}

    @EventType("LoanSubmitted")
    record Submitted(String applicant) implements LoanEvent {}

    @EventType("LoanApproved")
    record ApprovedOnce(long amount) implements Decision {}

    @EventType(value = "LoanApproved", revision = 2)
    record Approved(long amount, String currency) implements Decision {}

    @EventType("LoanDeclined")
    record Declined(String reason) implements Decision {}

    record Foreign(String text) {}

    @EventType("LoanDeclined")
    record DeclinedToo(String reason) {}

    @EventType("Open")
    interface Open {}

    sealed interface Leaky {}

    non-sealed interface Hole extends Leaky {}

    @EventType("")
    record Nameless() {}

    @EventType(value = "LoanEarly", revision = 0)
    record TooEarly() {}

    @EventType("LoanBase")
    static sealed class Base {}

    @EventType("LoanSpecial")
    static final class Special extends Base {}

    @Test
    void a_sealed_interface_stands_for_all_that_it_permits_at_any_depth() {
        EventTypes types = EventTypes.of(LoanEvent.class);

        assertThat(types.entries())
                .containsExactly(
                        new EventTypes.Entry("LoanApproved", 1, ApprovedOnce.class, Set.of()),
                        new EventTypes.Entry("LoanApproved", 2, Approved.class, Set.of()),
                        new EventTypes.Entry("LoanDeclined", 1, Declined.class, Set.of()),
                        new EventTypes.Entry("LoanSubmitted", 1, Submitted.class, Set.of()));
        assertThat(types.names()).containsExactly("LoanApproved", "LoanDeclined", "LoanSubmitted");
        assertThat(types).hasToString("LoanApproved (1, 2), LoanDeclined (1), LoanSubmitted (1)");
    }

    @Test
    void a_sealed_class_that_can_be_instantiated_stands_for_itself_too() {
        assertThat(EventTypes.of(Base.class).names()).containsExactly("LoanBase", "LoanSpecial");
    }

    @Test
    void a_class_is_found_by_name_and_revision_and_the_other_way_round() {
        EventTypes types = EventTypes.of(LoanEvent.class).with("Imported", 3, Foreign.class);

        assertThat(types.find(Approved.class))
                .contains(new EventTypes.Entry("LoanApproved", 2, Approved.class, Set.of()));
        assertThat(types.find("LoanApproved", 1).orElseThrow().type()).isEqualTo(ApprovedOnce.class);
        assertThat(types.find("Imported", 3).orElseThrow().type()).isEqualTo(Foreign.class);
        assertThat(types.find("LoanApproved", 3)).isEmpty();
        assertThat(types.find("Unheard", 1)).isEmpty();
        assertThat(types.find(String.class)).isEmpty();
    }

    @Test
    void adding_a_class_leaves_the_original_as_it_was() {
        EventTypes types = EventTypes.of(Submitted.class);
        types.with("Imported", 1, Foreign.class);

        assertThat(types.names()).containsExactly("LoanSubmitted");
    }

    @Test
    void the_same_name_and_revision_twice_is_refused_and_what_is_known_is_listed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EventTypes.of(LoanEvent.class, DeclinedToo.class))
                .withMessageContainingAll(
                        Declined.class.getName(),
                        DeclinedToo.class.getName(),
                        "LoanDeclined revision 1",
                        "LoanApproved (1, 2)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EventTypes.of(Declined.class).with("LoanDeclined", 1, Foreign.class))
                .withMessageContaining("LoanDeclined revision 1");
    }

    @Test
    void a_class_twice_is_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EventTypes.of(LoanEvent.class, Declined.class))
                .withMessageContainingAll(Declined.class.getName(), "twice", "LoanSubmitted (1)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EventTypes.of(Declined.class).with("Other", 1, Declined.class))
                .withMessageContaining("twice");
    }

    @Test
    void a_class_without_a_name_is_refused_and_the_way_out_is_said() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EventTypes.of(Declined.class, Foreign.class))
                .withMessageContainingAll(Foreign.class.getName(), "@EventType", "with(", "LoanDeclined (1)");
    }

    @Test
    void what_is_abstract_or_left_open_is_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EventTypes.of(Open.class))
                .withMessageContaining("abstract");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EventTypes.of(Leaky.class))
                .withMessageContaining(Hole.class.getName());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EventTypes.of().with("Number", 1, Number.class))
                .withMessageContaining("abstract");
    }

    @Test
    void a_name_or_revision_that_no_event_could_have_is_refused() {
        assertThatIllegalArgumentException().isThrownBy(() -> EventTypes.of(Nameless.class));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EventTypes.of(TooEarly.class))
                .withMessageContaining("LoanEarly");
        assertThatIllegalArgumentException().isThrownBy(() -> EventTypes.of().with("x".repeat(201), 1, Foreign.class));
    }
}
