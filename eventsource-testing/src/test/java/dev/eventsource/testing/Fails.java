// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.assertj.core.api.AbstractStringAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** A check that must fail, and what it says then. */
final class Fails {

    private Fails() {}

    static AbstractStringAssert<?> with(ThrowingCallable check) {
        return assertThat(error(check).getMessage());
    }

    static AssertionError error(ThrowingCallable check) {
        AssertionError failure = catchThrowableOfType(AssertionError.class, check);
        assertThat(failure).as("the check has not failed").isNotNull();
        return failure;
    }
}
