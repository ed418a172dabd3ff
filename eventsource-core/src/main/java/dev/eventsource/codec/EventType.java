// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.codec;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The name under which events of a class are stored. It stays when the class is renamed or moved: whoever changes it
 * can no longer read what was written under it.
 */
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface EventType {

    /** The fact's name, 1 to 200 characters, like {@code LoanApproved}. */
    String value();

    /** Of the content's schema, from 1; raise it when old content no longer fits the class. */
    int revision() default 1;

    /** Names under which it was stored before: events stored so are read as this one's, revision for revision. */
    String[] aliases() default {};
}
