package io.github.dnsfailover.examples.lab;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Properties;

/**
 * What the lab is asked to do.
 *
 * @param engines two, in the sites, or three, with one in the third place
 */
record Wanted(Form form, Dns dns, int engines, List<Step> steps) {

    Wanted {
        steps = List.copyOf(steps);
        if (engines < 2 || engines > 3) {
            throw new IllegalArgumentException("lab.engines: " + engines + "; 2 or 3");
        }
    }

    /**
     * Reads {@code lab.form}, {@code lab.dns}, {@code lab.engines} and {@code lab.steps}.
     *
     * @throws IllegalArgumentException if one of them is not known; the message names it
     */
    static Wanted of(Properties properties) {
        Form form = of(Form.class, "lab.form", properties.getProperty("lab.form", "short"));
        Dns dns = of(Dns.class, "lab.dns", properties.getProperty("lab.dns", "bind"));
        String engines = properties.getProperty("lab.engines", "2");
        if (!engines.matches("[0-9]")) {
            throw new IllegalArgumentException("lab.engines: " + engines + "; 2 or 3");
        }
        List<Step> steps = steps(form, properties.getProperty("lab.steps", "")).stream()
                .filter(dns::plays)
                .toList();
        return new Wanted(form, dns, Integer.parseInt(engines), steps);
    }

    /** By their names, apart by commas; {@code all}; or nothing for those of the form. */
    private static List<Step> steps(Form form, String wanted) {
        if (wanted.isEmpty()) {
            return Arrays.stream(Step.values())
                    .filter(step -> form == Form.FULL || step.isShort())
                    .toList();
        }
        if (wanted.equals("all")) {
            return List.of(Step.values());
        }
        return Arrays.stream(wanted.split(","))
                .map(step -> of(Step.class, "lab.steps", step.strip()))
                .toList();
    }

    private static <E extends Enum<E>> E of(Class<E> kind, String property, String word) {
        return Arrays.stream(kind.getEnumConstants())
                .filter(each -> each.name().equals(word.toUpperCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(property + ": " + word + "; it is one of "
                        + Arrays.toString(kind.getEnumConstants()).toLowerCase(Locale.ROOT)));
    }
}
