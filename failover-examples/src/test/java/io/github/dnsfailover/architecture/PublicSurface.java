package io.github.dnsfailover.architecture;

import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All that a module promises: the public and protected parts of its exported packages, one line for each. */
final class PublicSurface {

    private final Path classes;

    /** @param classes the folder with the module's class files */
    PublicSurface(Path classes) {
        this.classes = classes;
    }

    List<String> lines() throws IOException, ClassNotFoundException {
        List<String> lines = new ArrayList<>();
        for (String exported : exportedPackages()) {
            lines.add("package " + exported);
            for (Class<?> type : types(exported)) {
                lines.add("");
                lines.add("  " + describe(type));
                members(type).stream().map(member -> "    " + member).forEach(lines::add);
            }
            lines.add("");
        }
        return lines;
    }

    private List<String> exportedPackages() throws IOException {
        try (InputStream module = Files.newInputStream(classes.resolve("module-info.class"))) {
            return ModuleDescriptor.read(module).exports().stream()
                    .filter(export -> !export.isQualified())
                    .map(ModuleDescriptor.Exports::source)
                    .sorted()
                    .toList();
        }
    }

    private List<Class<?>> types(String exported) throws IOException, ClassNotFoundException {
        List<Class<?>> types = new ArrayList<>();
        try (Stream<Path> files = Files.list(classes.resolve(exported.replace('.', '/')))) {
            for (Path file : files.sorted().toList()) {
                String name = file.getFileName().toString();
                if (name.endsWith(".class") && !name.equals("package-info.class")) {
                    Class<?> type = Class.forName(
                            exported + "." + name.substring(0, name.length() - ".class".length()),
                            false,
                            PublicSurface.class.getClassLoader());
                    if (isPromised(type)) {
                        types.add(type);
                    }
                }
            }
        }
        types.sort(Comparator.comparing(Class::getName));
        return types;
    }

    private static boolean isPromised(Class<?> type) {
        boolean outer = type.getEnclosingClass() == null || isPromised(type.getEnclosingClass());
        return outer && !type.isAnonymousClass() && !type.isLocalClass() && isOpen(type.getModifiers());
    }

    private static boolean isOpen(int modifiers) {
        return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
    }

    private static String describe(Class<?> type) {
        String kind = type.isAnnotation()
                ? "annotation"
                : type.isInterface() ? "interface" : type.isEnum() ? "enum" : type.isRecord() ? "record" : "class";
        StringBuilder text = new StringBuilder();
        boolean saysFinal = Modifier.isFinal(type.getModifiers()) && kind.equals("class");
        boolean saysAbstract = Modifier.isAbstract(type.getModifiers()) && kind.equals("class");
        text.append(saysFinal ? "final " : "").append(saysAbstract ? "abstract " : "");
        text.append(type.isSealed() ? "sealed " : "").append(kind).append(' ').append(nameWithin(type));
        text.append(variables(type.getTypeParameters()));
        if (type.isRecord()) {
            text.append(Arrays.stream(type.getRecordComponents())
                    .map(PublicSurface::component)
                    .collect(Collectors.joining(", ", "(", ")")));
        }
        Class<?> parent = type.getSuperclass();
        boolean saysParent = kind.equals("class") && parent != null && parent != Object.class;
        text.append(saysParent ? " extends " + type(type.getGenericSuperclass()) : "");
        String word = type.isInterface() ? " extends " : " implements ";
        List<String> interfaces = Stream.of(type.getGenericInterfaces())
                .map(PublicSurface::type)
                .sorted()
                .toList();
        text.append(interfaces.isEmpty() ? "" : word + String.join(", ", interfaces));
        return text.toString();
    }

    private static String nameWithin(Class<?> type) {
        return type.getName().substring(type.getPackageName().length() + 1);
    }

    private static String component(RecordComponent component) {
        return type(component.getGenericType()) + " " + component.getName();
    }

    private static List<String> members(Class<?> type) {
        List<String> members = new ArrayList<>();
        for (Field field : type.getDeclaredFields()) {
            if (isOpen(field.getModifiers()) && !field.isSynthetic()) {
                members.add(
                        field.isEnumConstant()
                                ? "constant " + field.getName()
                                : "field " + modifiers(field.getModifiers()) + type(field.getGenericType()) + " "
                                        + field.getName());
            }
        }
        for (Constructor<?> constructor : type.getDeclaredConstructors()) {
            if (isOpen(constructor.getModifiers()) && !constructor.isSynthetic()) {
                members.add("new " + signature(constructor, ""));
            }
        }
        for (Method method : type.getDeclaredMethods()) {
            if (isOpen(method.getModifiers()) && !method.isSynthetic() && !isImplied(type, method)) {
                String open = Modifier.isProtected(method.getModifiers()) ? "protected " : "";
                String kind = method.isDefault() ? "default " : modifiers(method.getModifiers());
                members.add(open + kind + variables(method.getTypeParameters()) + signature(method, method.getName())
                        + ": " + type(method.getGenericReturnType()));
            }
        }
        members.sort(Comparator.naturalOrder());
        return members;
    }

    /** What every enum and every record has, and what every object does. */
    private static boolean isImplied(Class<?> type, Method method) {
        String name = method.getName();
        boolean ofObject = List.of("equals", "hashCode", "toString").contains(name);
        boolean ofEnum = type.isEnum() && List.of("values", "valueOf").contains(name);
        boolean ofRecord = type.isRecord()
                && Stream.of(type.getRecordComponents())
                        .anyMatch(c -> c.getAccessor().equals(method));
        return ofObject || ofEnum || ofRecord;
    }

    private static String modifiers(int modifiers) {
        return Modifier.isStatic(modifiers) ? "static " : "";
    }

    private static String signature(Executable executable, String name) {
        String parameters = Stream.of(executable.getGenericParameterTypes())
                .map(PublicSurface::type)
                .collect(Collectors.joining(", ", "(", ")"));
        String failures = Stream.of(executable.getGenericExceptionTypes())
                .map(PublicSurface::type)
                .sorted()
                .collect(Collectors.joining(", "));
        String more = executable.isVarArgs() ? " varargs" : "";
        return name + parameters + more + (failures.isEmpty() ? "" : " throws " + failures);
    }

    private static String variables(TypeVariable<?>[] variables) {
        if (variables.length == 0) {
            return "";
        }
        return Stream.of(variables)
                .map(variable -> variable.getName()
                        + Stream.of(variable.getBounds())
                                .map(PublicSurface::type)
                                .filter(bound -> !bound.equals("Object"))
                                .map(bound -> " extends " + bound)
                                .collect(Collectors.joining()))
                .collect(Collectors.joining(", ", "<", "> "));
    }

    private static String type(Type type) {
        return type.getTypeName()
                .replace("java.lang.", "")
                .replace("java.util.", "")
                .replace("java.time.", "")
                .replace("io.github.dnsfailover.", "");
    }
}
