// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.handling;

import static dev.eventsource.handling.Failures.DEFAULT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eventsource.codec.CodecException;
import dev.eventsource.store.StorageException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.sql.SQLException;
import java.sql.SQLIntegrityConstraintViolationException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLTransientConnectionException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class FailuresTest {

    private final CodecException codec = CodecException.encoding("LoanApproved", 1, "", "unknown");

    @Test
    void every_exception_is_retried_but_an_interrupt_and_what_cannot_be_decoded() {
        assertThat(List.of(new Exception(), new IOException(), new IllegalStateException(), new StorageException("no")))
                .allMatch(DEFAULT::retries);
        assertThat(List.of(new InterruptedException(), codec)).noneMatch(DEFAULT::retries);
    }

    @Test
    void errors_are_not_retried_unless_one_asks_for_it_and_they_can_be_handled_at_all() {
        Failures all = DEFAULT.retryingOnly(Set.of(Throwable.class));
        List<Throwable> handlers = List.of(new StackOverflowError(), new AssertionError(), new NoSuchMethodError());
        List<Throwable> nobodys = List.of(new OutOfMemoryError(), new InternalError(), new InterruptedException());

        assertThat(handlers).noneMatch(DEFAULT::retries).allMatch(all::retries).allMatch(Failures::canBeHandled);
        assertThat(nobodys).noneMatch(DEFAULT::retries).noneMatch(all::retries).noneMatch(Failures::canBeHandled);
    }

    @Test
    void a_choice_is_by_class_of_the_exception_itself() {
        Failures one = DEFAULT.retryingOnly(Set.of(IOException.class)).notRetrying(UnknownHostException.class);

        assertThat(one.retries(new ConnectException())).isTrue();
        assertThat(one.retries(new UnknownHostException())).isFalse();
        assertThat(one.retries(new IllegalStateException(new IOException()))).isFalse();
        assertThat(DEFAULT.notRetrying(IllegalStateException.class).retries(codec))
                .isFalse();
    }

    @Test
    void a_connection_that_cannot_be_had_is_an_outage_wherever_it_is_among_the_causes() {
        for (Exception failure : List.of(
                new SQLTransientConnectionException("the pool is empty"),
                new SQLNonTransientConnectionException("refused"),
                new ConnectException("refused"),
                new SocketException("reset"),
                new UnknownHostException("db"))) {
            assertThat(DEFAULT.isOutage(failure)).as("%s", failure).isTrue();
            assertThat(DEFAULT.isOutage(new StorageException("no", new RuntimeException(failure))))
                    .as("as a cause: %s", failure)
                    .isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"08000", "08006", "08P01", "57P01", "57P02", "57P03", "53300"})
    void so_is_an_sql_state_that_says_it(String state) {
        assertThat(DEFAULT.isOutage(new IllegalStateException(new SQLException("no", state))))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "40001", "23505", "57014", "57P0", "53100", "10800"})
    void another_sql_state_is_none(String state) {
        assertThat(DEFAULT.isOutage(new SQLException("no", state))).isFalse();
    }

    @Test
    void what_may_be_the_events_fault_is_no_outage() {
        assertThat(List.of(
                        new SQLException("no state"),
                        new SQLIntegrityConstraintViolationException("twice", "23505"),
                        new SocketTimeoutException("slow"),
                        new IOException(),
                        new StorageException("busy"),
                        codec))
                .noneMatch(DEFAULT::isOutage);
    }

    @Test
    void the_next_one_of_an_sql_exception_counts_and_what_is_suppressed_does_not() {
        SQLException batch = new SQLException("batch failed");
        batch.setNextException(new SQLException("gone", "08006"));
        IOException closing = new IOException("full");
        closing.addSuppressed(new SocketException("closed"));

        assertThat(DEFAULT.isOutage(batch)).isTrue();
        assertThat(DEFAULT.isOutage(closing)).isFalse();
    }

    @Test
    void causes_that_go_in_circles_are_looked_at_once() {
        Exception first = new Exception("first");
        Exception second = new Exception("second", first);
        first.initCause(second);

        assertThat(DEFAULT.isOutage(first)).isFalse();
    }

    @Test
    void an_error_that_nobody_can_handle_is_no_outage() {
        assertThat(DEFAULT.isOutage(new InternalError(new SocketException()))).isFalse();
    }

    @Test
    void more_can_mean_an_outage() {
        Failures more = DEFAULT.outageOn(SocketTimeoutException.class)
                .outageOnState("57014")
                .outageOnState("XX");

        assertThat(more.isOutage(new SocketTimeoutException())).isTrue();
        assertThat(more.isOutage(new SQLException("cancelled", "57014"))).isTrue();
        assertThat(more.isOutage(new SQLException("internal", "XX000"))).isTrue();
        assertThat(more.isOutage(new ConnectException())).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "080", "08p01", "080000"})
    void what_is_no_sql_state_is_refused(String state) {
        assertThatThrownBy(() -> DEFAULT.outageOnState(state))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("An SQL state is five of 0-9 and A-Z, a class of them two, not '" + state + "'");
    }
}
