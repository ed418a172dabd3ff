// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.handling;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * This method handles events of its first parameter's class, or of all classes that this permits, if it is sealed:
 *
 * <pre>{@code
 * @Handles
 * void on(LoanApproved event, Connection connection) throws SQLException { … }
 * }</pre>
 *
 * <p>Further parameters, in any order: {@link dev.eventsource.event.RecordedEvent}, {@link dev.eventsource.store.Storage},
 * and what the storage of the delivery offers ({@link dev.eventsource.store.Storage#unwrap}), like the
 * {@code java.sql.Connection} of the transaction. It is no static method and returns nothing; it may be private. A
 * method that overrides this one handles in its place, annotated or not.
 *
 * @see EventHandlers#of
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Handles {}
