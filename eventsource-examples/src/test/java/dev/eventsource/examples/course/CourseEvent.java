// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.examples.course;

import dev.eventsource.codec.EventCodec;
import dev.eventsource.codec.EventType;
import dev.eventsource.codec.EventTypes;
import dev.eventsource.codec.Tagged;
import dev.eventsource.json.JacksonEventCodec;
import java.util.Set;

// DOC tagged begin
sealed interface CourseEvent extends Tagged {

    EventCodec CODEC = new JacksonEventCodec(EventTypes.of(CourseEvent.class));

    @EventType("CourseOffered")
    record Offered(String course, int seats) implements CourseEvent {
        @Override
        public Set<String> tags() {
            return Set.of("course:" + course);
        }
    }

    @EventType("StudentEnrolled")
    record Enrolled(String student, String course) implements CourseEvent {
        @Override
        public Set<String> tags() {
            return Set.of("course:" + course, "student:" + student);
        }
    }
}
// DOC tagged end
