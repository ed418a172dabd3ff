// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.kafka;

import dev.eventsource.bus.BusException;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.jspecify.annotations.Nullable;

/** Says in words what went wrong at the broker, and what to do about it. */
record KafkaFailures(String hosts, Duration timeout) {

    /** @param what was to be done, as a verb */
    BusException of(String what, Throwable failure) {
        return failure instanceof BusException known
                ? known
                : new BusException("Could not " + what + " at Kafka " + hosts + ": " + advice(failure), failure);
    }

    /** Has the broker refused a record for what it is, so that it will do so again? */
    static boolean isRefusedForGood(@Nullable Throwable failure) {
        return causes(failure)
                .anyMatch(cause -> cause instanceof RecordTooLargeException
                        || cause instanceof RecordBatchTooLargeException
                        || cause instanceof InvalidRecordException);
    }

    /** Does it say that something was out of reach, such as a registry of schemas, and nothing of the data? */
    static boolean isOutOfReach(Throwable failure) {
        return causes(failure)
                .anyMatch(cause -> cause instanceof IOException
                        || cause instanceof InterruptedException
                        || cause instanceof RetriableException);
    }

    /** The failure and all that led to it. */
    private static Stream<Throwable> causes(@Nullable Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause);
    }

    /** A sentence without values of properties: they may be secret. */
    String advice(Throwable failure) {
        Throwable known = failure;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof AuthenticationException || cause instanceof ConfigException) {
                known = cause;
            }
        }
        if (known instanceof SslAuthenticationException) {
            return "no secure connection comes about (" + known.getMessage()
                    + "); check the trust store and that the port speaks TLS";
        }
        if (known instanceof AuthenticationException) {
            return "it refuses the credentials (" + known.getClass().getSimpleName()
                    + "); check user, password and mechanism in the client's properties";
        }
        if (known instanceof AuthorizationException) {
            return "it is not allowed (" + known.getMessage() + "); grant this user the right to it";
        }
        if (known instanceof ConfigException) {
            return "the client's properties cannot be (" + known.getMessage() + ")";
        }
        if (known instanceof InvalidTopicException) {
            return known.getMessage() + "; to Kafka names are the same that differ in '.' and '_' only";
        }
        if (known instanceof TimeoutException || known instanceof org.apache.kafka.common.errors.TimeoutException) {
            return "no answer within " + timeout
                    + "; check that it runs and can be reached from here at the addresses that it advertises";
        }
        return known.getClass().getSimpleName() + ": " + known.getMessage();
    }
}
