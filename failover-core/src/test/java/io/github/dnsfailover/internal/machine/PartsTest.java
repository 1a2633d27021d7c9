package io.github.dnsfailover.internal.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Parts are never changed once they are seen, and a change keeps whatever it does not mean. */
class PartsTest {

    static List<Part<?>> parts() {
        World world = Pools.atPrimary().begin().run(20);
        PoolState state = world.state();
        EngineState engine = world.engine();
        List<Part<?>> parts = new ArrayList<>(List.of(
                state.diagnosis(),
                state.diagnosis().target(0),
                state.diagnosis().target(0).schedule(),
                state.sight(),
                state.exchange(),
                state.exchange().setbacks(),
                new Before(),
                new WentBack(),
                new Speaking(),
                new Views(),
                new Fence(),
                new NoMark(),
                new SecondOpinion(),
                state.custody(),
                state.custody().edits(),
                state.custody().changes(),
                state.said(),
                state.rights(),
                state.pacing(),
                state.outlook(),
                state.troubles(),
                engine.vantage(),
                engine.controls(),
                engine.leads(),
                engine.refusals(),
                engine.reaches().get(0),
                engine.nameServers().get(0),
                engine.heard(),
                engine.stops(),
                engine.lookUps(),
                new Knowledge(),
                new Ends(),
                engine.listeners(),
                CallBudget.of(5, 0)));
        parts.forEach(PartsTest::fillWithUnusualValues);
        return parts;
    }

    @ParameterizedTest
    @MethodSource("parts")
    void aCopyCarriesEveryField(Part<?> part) throws IllegalAccessException {
        Part<?> copy = part.copy();

        assertThat(copy).isNotSameAs(part);
        for (Field field : fields(part)) {
            assertThat(field.get(copy)).as(field.toString()).isEqualTo(field.get(part));
        }
    }

    @Test
    void everyPartIsListedHere() {
        File folder = new File(PartsTest.class
                .getResource("/io/github/dnsfailover/internal/machine")
                .getPath());
        File main = new File(folder.getPath().replace("test-classes", "classes"));
        List<String> names = Arrays.stream(Objects.requireNonNull(main.list()))
                .filter(name -> name.endsWith(".class") && !name.contains("-info"))
                .map(name -> name.substring(0, name.length() - ".class".length()))
                .filter(name -> isPart("io.github.dnsfailover.internal.machine." + name))
                .sorted()
                .toList();

        List<String> listed = parts().stream()
                .map(part -> part.getClass().getSimpleName())
                .sorted()
                .toList();

        assertThat(listed).isEqualTo(names);
    }

    private static boolean isPart(String name) {
        try {
            Class<?> found = Class.forName(name);
            return Part.class.isAssignableFrom(found) && found != Part.class;
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aStateIsNeverChangedOnceAStepHasReturnedIt() {
        World world = Pools.atPrimary().begin();
        List<PoolState> seen = new ArrayList<>();
        List<EngineState> enginesSeen = new ArrayList<>();
        List<String> asSeen = new ArrayList<>();
        world.afterEach(after -> {
            seen.add(after.state());
            enginesSeen.add(after.engine());
            asSeen.add(dump(after.state()) + dump(after.engine()));
            Explaining.of(after.scene()); // which supposes much, and must leave nothing of it
        });

        world.run(20).fails("cloudhelix").run(60);
        world.standStill(Duration.ofSeconds(30));
        world.reads(World.Reads.FAIL).passes("cloudhelix").run(100);
        world.reads(World.Reads.WORK).run(400);
        world.follows().leads(7).run(30);

        assertThat(seen).hasSizeGreaterThan(300);
        for (int i = 0; i < seen.size(); i++) {
            assertThat(dump(seen.get(i)) + dump(enginesSeen.get(i))).isEqualTo(asSeen.get(i));
        }
    }

    private static String dump(Object value) {
        StringBuilder text = new StringBuilder();
        dump(value, text, new IdentityHashMap<>());
        return text.toString();
    }

    /** Everything of the machine's own that hangs on a value; what is of elsewhere is immutable by its own tests. */
    private static void dump(Object value, StringBuilder text, Map<Object, Boolean> above) {
        boolean own = value != null && value.getClass().getPackage() == PartsTest.class.getPackage();
        try {
            if (value != null && value.getClass().isArray()) {
                for (int i = 0; i < Array.getLength(value); i++) {
                    dump(Array.get(value, i), text, above);
                }
            } else if (own && value.getClass().isRecord()) {
                text.append(value.getClass().getSimpleName()).append('{');
                for (RecordComponent component : value.getClass().getRecordComponents()) {
                    component.getAccessor().setAccessible(true);
                    dump(component.getAccessor().invoke(value), text, above);
                }
                text.append('}');
            } else if (own && value instanceof Part<?> part) {
                text.append(value.getClass().getSimpleName()).append('{');
                for (Field field : fields(part)) {
                    text.append(field.getName()).append('=');
                    dump(field.get(value), text, above);
                }
                text.append('}');
            } else {
                text.append(value).append(' ');
            }
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(e.getMessage(), e);
        }
    }

    private static List<Field> fields(Part<?> part) {
        List<Field> fields = Arrays.stream(part.getClass().getDeclaredFields())
                .filter(field -> !Modifier.isStatic(field.getModifiers()) && !field.isSynthetic())
                .toList();
        fields.forEach(field -> field.setAccessible(true));
        return fields;
    }

    private static void fillWithUnusualValues(Part<?> part) {
        for (Field field : fields(part)) {
            try {
                if (field.getType() == boolean.class) {
                    field.setBoolean(part, true);
                } else if (field.getType() == long.class) {
                    field.setLong(part, 4711);
                } else if (field.getType() == int.class) {
                    field.setInt(part, 47);
                } else if (field.getType() == String.class) {
                    field.set(part, "unusual");
                } else if (field.getType() == OptionalLong.class) {
                    field.set(part, OptionalLong.of(11));
                } else if (field.getType() == Optional.class) {
                    field.set(part, Optional.of("unusual"));
                }
            } catch (IllegalAccessException e) {
                throw new AssertionError(e);
            }
        }
    }
}
