// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.handling;

import static dev.eventsource.handling.Loans.CODEC;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eventsource.event.Metadata;
import dev.eventsource.handling.Loans.Approved;
import dev.eventsource.handling.Loans.Declined;
import dev.eventsource.handling.Loans.Outcome;
import java.sql.Connection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What is wrong with a method is said when it is built, with the method's name. */
@SuppressWarnings({"UnusedMethod", "UnusedVariable"}) // they are found by their annotation
class HandlesRefusedTest {

    @Test
    void an_object_without_any() {
        refused(new Object(), "java.lang.Object has no method with @Handles; annotate one");
    }

    @Test
    void a_class_of_event_that_the_codec_does_not_know() {
        class Book {
            @Handles
            void on(String event) {}
        }
        refused(
                new Book(),
                Book.class.getName() + "#on(String): java.lang.String is no event type that the codec knows",
                "Known are LoanApproved (1), LoanDeclined (1), LoanRated (1, 2), LoanSubmitted (1)");
    }

    @Test
    void a_class_of_event_that_anything_may_extend() {
        class Book {
            @Handles
            void on(Comparable<?> generic) {}
        }
        class AnotherBook {
            @Handles
            void on(Runnable event) {}
        }
        refused(new Book(), "#on(Comparable) is for the generic java.lang.Comparable<?>");
        refused(new AnotherBook(), "#on(Runnable): java.lang.Runnable is abstract and not sealed; seal it");
    }

    @Test
    void two_handlers_for_one_class() {
        class Book {
            @Handles
            void first(Approved event) {}

            @Handles
            void second(Outcome event, Connection connection) {}
        }
        String book = Book.class.getName();
        refused(
                new Book(),
                "Both " + book + "#first(Approved) and " + book + "#second(Outcome, Connection) handle LoanApproved ("
                        + Approved.class.getName() + "); there can be one only");
    }

    static class Base {
        @Handles
        private void on(Approved event) {}
    }

    @Test
    void a_private_one_beside_another_private_one_of_the_same_name_above() {
        class Book extends Base {
            @Handles
            private void on(Approved event) {}
        }
        refused(
                new Book(),
                "Both ",
                Book.class.getName() + "#on(Approved) and ",
                "$Base#on(Approved) handle LoanApproved");
    }

    @Test
    void a_static_method() {
        class Book {
            @Handles
            static void on(Approved event) {}
        }
        refused(new Book(), "#on(Approved) is static; a handler is a method of its object");
    }

    @Test
    void a_method_that_returns_something() {
        class Book {
            @Handles
            CompletableFuture<Void> on(Approved event) {
                return new CompletableFuture<>();
            }
        }
        refused(new Book(), "#on(Approved) returns CompletableFuture, which nobody would look at; return nothing");
    }

    @Test
    void a_method_without_a_parameter() {
        class Book {
            @Handles
            void on() {}
        }
        refused(new Book(), "#on() has no parameter; the first one is the event");
    }

    @Test
    void a_generic_event() {
        class Book {
            @Handles
            <E extends Outcome> void on(E event) {}
        }
        class AnotherBook {
            @Handles
            void on(List<Approved> events) {}
        }
        refused(new Book(), "#on(Outcome) is for the generic E; its first parameter must name the class of the event");
        refused(new AnotherBook(), "#on(List) is for the generic java.util.List<");
    }

    @Test
    void a_parameter_that_no_delivery_has() {
        class OfText {
            @Handles
            void on(Approved event, String what) {}
        }
        class OfNumbers {
            @Handles
            void on(Approved event, Connection connection, long position) {}
        }
        class OfMany {
            @Handles
            void on(Approved event, Connection... connections) {}
        }
        class OfValues {
            @Handles
            void on(Approved event, Metadata metadata) {}
        }
        class OfEvents {
            @Handles
            void on(Approved event, Declined other) {}
        }
        String choice = "which no delivery has; after the event it may ask for RecordedEvent, Storage, and what a"
                + " storage offers, like java.sql.Connection";
        refused(new OfText(), "#on(Approved, String) wants a String, " + choice);
        refused(new OfNumbers(), "#on(Approved, Connection, long) wants a long, " + choice);
        refused(new OfMany(), "#on(Approved, Connection[]) wants a Connection[], " + choice);
        refused(new OfEvents(), "#on(Approved, Declined) wants a Declined, " + choice);
        refused(new OfValues(), "#on(Approved, Metadata) wants a Metadata, " + choice);
    }

    private static void refused(Object target, String... reasons) {
        assertThatThrownBy(() -> EventHandlers.of(target, CODEC))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(reasons);
    }
}
