// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.house;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.regex.Pattern;

/** What a class may be called. */
final class HouseNames {

    private static final Pattern EMPTY_WORDS =
            Pattern.compile(".*(Manager|Helper|Util|Utils|Impl)|Abstract[A-Z].*|I[A-Z][a-z].*");

    static final ArchCondition<JavaClass> SAY_WHAT_IT_IS = new ArchCondition<>("have a name that says what it is") {
        @Override
        public void check(JavaClass type, ConditionEvents events) {
            if (!saysWhatItIs(type.getSimpleName())) {
                events.add(SimpleConditionEvent.violated(type, type.getName()));
            }
        }
    };

    private HouseNames() {}

    static boolean saysWhatItIs(String name) {
        return !EMPTY_WORDS.matcher(name).matches();
    }
}
