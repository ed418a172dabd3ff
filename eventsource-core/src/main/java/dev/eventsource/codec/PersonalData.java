// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.codec;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A record component that is stored encrypted with a key of the person, or whatever else it is about: once that subject
 * is forgotten, nobody can read it any more, wherever it was copied to.
 *
 * <pre>{@code
 * record Registered(String customer, @PersonalData(subject = "customer") String name,
 *         @PersonalData(subject = "customer", placeholder = "[]") List<String> phones) {}
 * }</pre>
 *
 * <p>Whatever its type, its whole content is encrypted. A value that is null or an empty {@code Optional} is stored as
 * null: that there is none can be seen.
 *
 * <p>What a component is after its subject was forgotten: the placeholder, if it has one; else null or an empty {@code
 * Optional}, if it may be that; else, if it is a String, "". A component that has none of these is refused when the codec
 * is built. Constructors must take placeholders too.
 */
@Documented
@Target({ElementType.RECORD_COMPONENT, ElementType.PARAMETER, ElementType.FIELD, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
public @interface PersonalData {

    /**
     * The field of the same record that holds the subject's id, a string, a number or a boolean of 1 to 200 characters; or the
     * path to it, like {@code customer.id}. It is not encrypted: choose ids that tell nothing.
     */
    String subject();

    /** What stands for it after the subject was forgotten, as JSON. */
    String placeholder() default "";

    /**
     * The name by which the content is bound to its place, so that it cannot be moved to another field: the component's
     * name as JSON, if empty. Give the old one here when a component is renamed.
     */
    String name() default "";
}
