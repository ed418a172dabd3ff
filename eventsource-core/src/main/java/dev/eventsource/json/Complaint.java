// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.json;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JacksonException.Reference;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.exc.InvalidDefinitionException;
import tools.jackson.databind.exc.InvalidFormatException;
import tools.jackson.databind.exc.InvalidNullException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.exc.ValueInstantiationException;

/**
 * What Jackson complained about, in our words: its own messages quote content.
 *
 * @param field like {@code items[2].price}; keys of maps are content and shown as {@code *}
 * @param reason without content
 */
record Complaint(String field, String reason) {

    static Complaint of(JacksonException e) {
        return new Complaint(field(e), reason(e));
    }

    private static String field(JacksonException e) {
        StringBuilder field = new StringBuilder();
        for (Reference step : e.getPath()) {
            if (step.getIndex() >= 0) {
                field.append('[').append(step.getIndex()).append(']');
            } else if (step.from() instanceof Map || step.from() == Map.class) {
                field.append("[*]");
            } else if (step.getPropertyName() != null) {
                field.append(field.isEmpty() ? "" : ".").append(step.getPropertyName());
            }
        }
        return field.toString();
    }

    private static String reason(JacksonException e) {
        if (e instanceof Refusal) {
            return e.getOriginalMessage();
        }
        if (e instanceof UnrecognizedPropertyException) {
            return "no such field in the class";
        }
        if (e instanceof InvalidNullException) {
            return "null, but the component is not @Nullable";
        }
        if (e instanceof InvalidFormatException wrong) {
            return "a value that is no " + wrong.getTargetType().getSimpleName();
        }
        if (e instanceof MismatchedInputException wrong) {
            return mismatch(wrong);
        }
        if (e instanceof ValueInstantiationException refused) {
            return "the constructor of " + refused.getType().getRawClass().getSimpleName() + " refused it"
                    + cause(e.getCause());
        }
        if (e instanceof InvalidDefinitionException undefined) {
            return "Jackson does not know how to handle " + undefined.getType();
        }
        if (e instanceof StreamConstraintsException) {
            return "a number, name or text longer, or nested deeper, than the parser takes";
        }
        if (e instanceof StreamReadException) {
            return "the JSON is not as it must be: a field twice, or a number too large";
        }
        return "it cannot be read or written" + cause(e.getCause());
    }

    private static String mismatch(MismatchedInputException e) {
        if (e.getOriginalMessage().startsWith("Missing")) {
            return "missing, but the component is not @Nullable";
        }
        String wanted =
                e.getTargetType() == null ? "another type" : e.getTargetType().getSimpleName();
        return "expected " + wanted + (e.getCurrentToken() == null ? "" : ", found " + Found.name(e.getCurrentToken()));
    }

    private static String cause(@Nullable Throwable cause) {
        return cause == null ? "" : " (" + thrown(cause) + ")";
    }

    /** Which exception, and where it came from: its message may quote content. */
    static String thrown(Throwable cause) {
        StackTraceElement[] trace = cause.getStackTrace();
        return cause.getClass().getSimpleName() + (trace.length == 0 ? "" : " at " + trace[0]);
    }
}
