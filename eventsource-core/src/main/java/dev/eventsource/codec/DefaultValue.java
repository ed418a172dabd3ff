// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.codec;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What a component is where it is missing: for one that older events do not have.
 *
 * <pre>{@code record Submitted(BigDecimal amount, @DefaultValue("\"EUR\"") String currency) {} }</pre>
 */
@Documented
@Target({ElementType.RECORD_COMPONENT, ElementType.PARAMETER, ElementType.FIELD, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
public @interface DefaultValue {

    /** The value as JSON. */
    String value();
}
