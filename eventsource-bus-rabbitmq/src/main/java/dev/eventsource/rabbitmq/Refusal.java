// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.rabbitmq;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AuthenticationFailureException;
import com.rabbitmq.client.Method;
import com.rabbitmq.client.PossibleAuthenticationFailureException;
import com.rabbitmq.client.ShutdownSignalException;
import dev.eventsource.bus.BusException;
import org.jspecify.annotations.Nullable;

/** What the broker meant by an exception, in words that say what to do. */
record Refusal(int code, String text) {

    private static final Refusal UNKNOWN = new Refusal(0, "");

    /** What the broker said when it closed a channel or a connection; the code is 0 if it said nothing. */
    static Refusal in(@Nullable Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ShutdownSignalException signal) {
                Method reason = signal.getReason();
                if (reason instanceof AMQP.Channel.Close close) {
                    return new Refusal(close.getReplyCode(), close.getReplyText());
                }
                if (reason instanceof AMQP.Connection.Close close) {
                    return new Refusal(close.getReplyCode(), close.getReplyText());
                }
            }
        }
        return UNKNOWN;
    }

    boolean isMissing() {
        return code == AMQP.NOT_FOUND;
    }

    /**
     * @param where host and port
     * @param user who was refused
     */
    static BusException exception(String where, String user, Throwable failure) {
        if (failure instanceof BusException known) {
            return known;
        }
        return new BusException("RabbitMQ at " + where + " " + advice(user, failure), failure);
    }

    private static String advice(String user, Throwable failure) {
        if (failure instanceof AuthenticationFailureException
                || failure instanceof PossibleAuthenticationFailureException) {
            return "does not let user '" + user + "' in: check the password, and whether it may come from this host";
        }
        Refusal refusal = in(failure);
        return switch (refusal.code) {
            case 0 ->
                "is out of reach ("
                        + failure.getClass().getSimpleName()
                        + "): check that it runs, that host and port are right, and whether it wants TLS";
            case AMQP.NOT_ALLOWED ->
                "has no such virtual host, or does not let user '" + user + "' into it: " + refusal.text;
            case AMQP.ACCESS_REFUSED -> "does not allow user '" + user + "' to do that: " + refusal.text;
            case AMQP.NOT_FOUND -> "lacks something: " + refusal.text;
            case AMQP.PRECONDITION_FAILED ->
                "has something of that name that is declared otherwise: " + refusal.text
                        + ". Choose the same options, or delete it at the broker if nobody needs it";
            default -> "refuses: " + refusal.text;
        };
    }
}
