// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.handling;

import static dev.eventsource.handling.Loans.CODEC;
import static dev.eventsource.handling.Loans.STORAGE;
import static dev.eventsource.handling.Loans.delivered;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eventsource.event.RecordedEvent;
import dev.eventsource.handling.Loans.Approved;
import dev.eventsource.handling.Loans.Declined;
import dev.eventsource.handling.Loans.Offering;
import dev.eventsource.handling.Loans.Outcome;
import dev.eventsource.handling.Loans.Submitted;
import dev.eventsource.store.Storage;
import java.io.IOException;
import java.lang.StackWalker.Option;
import java.lang.StackWalker.StackFrame;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

@SuppressWarnings({"UnusedMethod", "UnusedVariable", "EffectivelyPrivate"}) // handlers are found by their annotation
class HandlesTest {

    private final List<Object> seen = new ArrayList<>();

    @Test
    void methods_of_any_visibility_get_the_event_and_what_they_ask_for_in_any_order() throws Exception {
        Delivered approved = delivered(new Approved(100));
        EventHandlers handlers = EventHandlers.of(
                new Object() {
                    @Handles
                    private void on(Submitted event) {
                        seen.add(event.customer());
                    }

                    @Handles
                    public void approved(Approved event, Storage storage, RecordedEvent recorded, Offering own) {
                        seen.addAll(List.of(event, storage, recorded, own));
                    }

                    @Handles
                    void on(Declined event, RecordedEvent recorded) {
                        seen.addAll(List.of(event, recorded.version()));
                    }

                    void on(Outcome event) {
                        seen.add("not annotated");
                    }
                },
                CODEC);

        handlers.handle(delivered(new Submitted("ada")));
        handlers.handle(approved);
        handlers.handle(delivered(new Declined("too young")));

        assertThat(seen)
                .containsExactly(
                        "ada", new Approved(100), STORAGE, approved.recorded(), STORAGE, new Declined("too young"), 3L);
        assertThat(handlers.types()).containsExactly("LoanApproved", "LoanDeclined", "LoanSubmitted");
    }

    @Test
    void what_the_storage_offers_is_handed_over() throws Exception {
        Connection connection = connection();
        EventHandlers handlers = EventHandlers.of(new OwnRows(), CODEC);

        handlers.handle(delivered(new Approved(1), new Offering(Map.of(Connection.class, connection))));

        assertThat(seen).containsExactly(connection);
    }

    @Test
    void what_this_delivery_does_not_have_is_said_with_what_to_do() {
        EventHandlers handlers = EventHandlers.of(new OwnRows(), CODEC);

        assertThatThrownBy(() -> handlers.handle(delivered(new Approved(1))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        OwnRows.class.getName() + "#on(Approved, Connection) wants a java.sql.Connection, which this"
                                + " delivery does not have. Deliver exactly once, in a transaction of the storage that the"
                                + " Connection belongs to, or take it out of the handler's parameters");
        assertThat(seen).isEmpty();
    }

    private final class OwnRows {
        @Handles
        void on(Approved event, Connection connection) {
            seen.add(connection);
        }
    }

    @Test
    void exceptions_and_errors_pass_through_as_they_are() {
        IOException exception = new IOException("printer on fire");
        AssertionError error = new AssertionError("oops");
        EventHandlers handlers = EventHandlers.of(
                new Object() {
                    @Handles
                    void on(Approved event) throws IOException {
                        throw exception;
                    }

                    @Handles
                    void on(Declined event) {
                        throw error;
                    }
                },
                CODEC);

        assertThatThrownBy(() -> handlers.handle(delivered(new Approved(1)))).isSameAs(exception);
        assertThatThrownBy(() -> handlers.handle(delivered(new Declined("no")))).isSameAs(error);
    }

    @Test
    void a_handler_is_not_called_by_reflection() throws Exception {
        StackWalker walker = StackWalker.getInstance(Option.SHOW_REFLECT_FRAMES);
        List<String> callers = new ArrayList<>();
        EventHandlers handlers = EventHandlers.of(
                new Object() {
                    @Handles
                    void on(Approved event, RecordedEvent recorded, Storage storage, Offering own) {
                        callers.addAll(walker.walk(frames -> frames.map(StackFrame::getClassName)
                                .takeWhile(name -> !name.equals(EventHandlers.class.getName()))
                                .toList()));
                    }
                },
                CODEC);

        for (int i = 0; i < 100; i++) {
            handlers.handle(delivered(new Approved(1)));
        }

        assertThat(callers).isNotEmpty().noneMatch(name -> name.contains(".reflect.") || name.contains("Proxy"));
    }

    static class Book {
        final List<Object> seen = new ArrayList<>();

        @Handles
        void on(Submitted event) {
            seen.add("book " + event.customer());
        }

        @Handles
        private void kept(Approved event) {
            seen.add("book " + event.amount());
        }
    }

    static class BookOfTheBranch extends Book {
        @Override
        void on(Submitted event) {
            seen.add("branch " + event.customer());
        }

        @Handles
        private void kept(Declined event) {
            seen.add("branch " + event.reason());
        }
    }

    static class BookOfTheDesk extends BookOfTheBranch {
        @Override
        @Handles
        void on(Submitted event) {
            seen.add("desk " + event.customer());
        }
    }

    @Test
    void inherited_methods_handle_and_overriding_ones_in_their_place_annotated_or_not() throws Exception {
        assertThat(sawAll(new Book())).containsExactly("book ada", "book 1");
        assertThat(sawAll(new BookOfTheBranch())).containsExactly("branch ada", "book 1", "branch no");
        assertThat(sawAll(new BookOfTheDesk())).containsExactly("desk ada", "book 1", "branch no");
    }

    private static List<Object> sawAll(Book book) throws Exception {
        EventHandlers handlers = EventHandlers.of(book, CODEC);
        for (Object event : List.of(new Submitted("ada"), new Approved(1), new Declined("no"))) {
            handlers.handle(delivered(event));
        }
        return book.seen;
    }

    interface ApprovalLog {
        @Handles
        void on(Approved event);

        @Handles
        default void declined(Declined event) {
            throw new IllegalStateException(event.reason());
        }
    }

    interface TwiceInherited extends ApprovalLog {
        @Override
        @Handles
        void on(Approved event);
    }

    @Test
    void methods_of_interfaces_handle_once() throws Exception {
        class Log implements TwiceInherited, ApprovalLog {
            @Override
            public void on(Approved event) {
                seen.add(event);
            }
        }
        EventHandlers handlers = EventHandlers.of(new Log(), CODEC);

        handlers.handle(delivered(new Approved(1)));

        assertThat(seen).containsExactly(new Approved(1));
        assertThatThrownBy(() -> handlers.handle(delivered(new Declined("as is"))))
                .hasMessage("as is");
    }

    @Test
    void a_proxy_for_an_interface_handles() throws Exception {
        Object proxy = Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {ApprovalLog.class}, (self, method, arguments) -> {
                    seen.add(arguments[0]);
                    return null;
                });

        EventHandlers.of(proxy, CODEC).handle(delivered(new Approved(1)));

        assertThat(seen).containsExactly(new Approved(1));
    }

    abstract static class On<E> {
        final List<Object> seen = new ArrayList<>();

        @Handles
        abstract void on(E event);
    }

    static final class OnApproved extends On<Approved> {
        @Override
        @Handles
        void on(Approved event) {
            seen.add(event);
        }
    }

    static final class OnApprovedForgotten extends On<Approved> {
        @Override
        void on(Approved event) {
            seen.add(event);
        }
    }

    @Test
    void a_generic_method_handles_where_its_class_is_named() throws Exception {
        OnApproved approved = new OnApproved();

        EventHandlers.of(approved, CODEC).handle(delivered(new Approved(1)));

        assertThat(approved.seen).containsExactly(new Approved(1));
        assertThatThrownBy(() -> EventHandlers.of(new OnApprovedForgotten(), CODEC))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("$On#on(Object) is for the generic E");
    }

    /** Public methods of a class that is not public get a bridge in a public subclass. */
    static class Hidden {
        final List<Object> seen = new ArrayList<>();

        @Handles
        public void on(Approved event) {
            seen.add(event);
        }
    }

    public static final class Shown extends Hidden {}

    @Test
    void a_public_class_may_inherit_them_from_one_that_is_not() throws Exception {
        Shown shown = new Shown();

        EventHandlers.of(shown, CODEC).handle(delivered(new Approved(1)));

        assertThat(shown.seen).containsExactly(new Approved(1));
    }

    private static Connection connection() {
        return (Connection) Proxy.newProxyInstance(
                HandlesTest.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (self, method, arguments) -> switch (method.getName()) {
                    case "equals" -> self == arguments[0];
                    case "hashCode" -> 1;
                    default -> "a connection";
                });
    }
}
