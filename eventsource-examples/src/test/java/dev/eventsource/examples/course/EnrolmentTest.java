// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.examples.course;

import static dev.eventsource.testing.EventSourceAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.eventsource.aggregate.Aggregates;
import dev.eventsource.aggregate.CommandRejectedException;
import dev.eventsource.aggregate.Decisions;
import dev.eventsource.event.ExpectedVersion;
import dev.eventsource.event.StreamId;
import dev.eventsource.examples.course.CourseEvent.Enrolled;
import dev.eventsource.examples.course.CourseEvent.Offered;
import dev.eventsource.examples.course.Enrolment.Enrol;
import dev.eventsource.examples.course.Enrolment.Places;
import dev.eventsource.sqlite.SqliteStorage;
import dev.eventsource.store.Storage;
import dev.eventsource.testing.EventBuilder;
import dev.eventsource.testing.Specification;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Seats and students are in different streams, and no seat is given away twice. */
class EnrolmentTest {

    private static final Specification<Enrol, Places, CourseEvent> ENROLMENT =
            Specification.of(CourseEvent.CODEC, "enrolment", CourseEvent.class, new Enrolment());

    @Test
    void a_seat_is_taken() {
        ENROLMENT
                .given(new Offered("maths", 2), new Enrolled("ada", "maths"))
                .when(new Enrol("grace", "maths"))
                .then(new Enrolled("grace", "maths"))
                .when(new Enrol("grace", "maths"))
                .thenNothing()
                .when(new Enrol("joan", "maths"))
                .thenRejected("No seat is left in maths");
    }

    @Test
    void a_student_takes_three_courses() {
        ENROLMENT
                .given(
                        new Offered("maths", 9),
                        new Enrolled("ada", "art"),
                        new Enrolled("ada", "music"),
                        new Enrolled("ada", "law"))
                .when(new Enrol("ada", "maths"))
                .thenRejected("ada takes three courses already");
    }

    @Test
    void of_many_at_once_so_many_get_a_seat_as_there_are(@TempDir Path folder) {
        try (Storage storage = new SqliteStorage(folder.resolve("courses.db"))) {
            storage.events()
                    .append(
                            StreamId.of("course", "maths"),
                            ExpectedVersion.noStream(),
                            List.of(EventBuilder.of(CourseEvent.CODEC, new Offered("maths", 3))
                                    .data()));

            // DOC deciding begin
            Decisions<Enrol, Places, CourseEvent> enrolment = new Aggregates(storage, CourseEvent.CODEC)
                    .deciding("enrolment", CourseEvent.class, new Enrolment());
            // DOC deciding end
            long seated = IntStream.range(0, 8)
                    .parallel()
                    .filter(n -> isSeated(enrolment, "student" + n))
                    .count();

            assertThat(seated).isEqualTo(3);
            assertThat(storage, CourseEvent.CODEC).isAtPosition(4).stream("course-maths")
                    .hasEvents(new Offered("maths", 3));
        }
    }

    private static boolean isSeated(Decisions<Enrol, Places, CourseEvent> enrolment, String student) {
        try {
            return enrolment.execute(new Enrol(student, "maths")).events().size() == 1;
        } catch (CommandRejectedException e) {
            return false;
        }
    }
}
