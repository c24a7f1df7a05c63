import com.sun.source.tree.*;
import com.sun.source.util.*;
import java.nio.file.*;
import java.util.*;
import javax.lang.model.element.*;
import javax.lang.model.type.*;
import javax.tools.*;

/**
 * What javac says of members: `use FILE LINE CLASS MEMBER` for each place that names one, `member CLASS MEMBER` for each that the sources declare, and
 * `above CLASS CLASS` for all that a class extends or implements. What it cannot resolve, since packages are missing, is left out.
 * Usage: java JavaMembers.java ROOT DIRECTORY …
 */
class JavaMembers {
  public static void main(String[] args) throws Exception {
    Path root = Path.of(args[0]).toRealPath();
    List<Path> files = new ArrayList<>();
    for (String directory : Arrays.copyOfRange(args, 1, args.length))
      try (var below = Files.walk(root.resolve(directory))) {
        below.filter(file -> file.toString().matches(".*(?<!module-info|package-info)\\.java")).forEach(files::add);
      }
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    var manager = compiler.getStandardFileManager(null, null, null);
    var options = List.of("-proc:none", "-XDshould-stop.ifError=FLOW");
    var sources = manager.getJavaFileObjectsFromPaths(files);
    JavacTask task = (JavacTask) compiler.getTask(null, manager, problem -> {}, options, null, sources);
    List<CompilationUnitTree> units = new ArrayList<>();
    task.parse().forEach(units::add);
    task.analyze();
    for (CompilationUnitTree unit : units) new Scanner(task, unit, root).scan(unit, null);
  }

  private static class Scanner extends TreePathScanner<Void, Void> {
    private final JavacTask task;
    private final CompilationUnitTree unit;
    private final String file;
    private final Trees trees;

    Scanner(JavacTask task, CompilationUnitTree unit, Path root) {
      this.task = task;
      this.unit = unit;
      this.trees = Trees.instance(task);
      this.file = root.relativize(Path.of(unit.getSourceFile().toUri())).toString();
    }

    private void use(Tree tree, Name name, boolean isAtEnd) {
      Element element = trees.getElement(getCurrentPath());
      var places = trees.getSourcePositions();
      long end = places.getEndPosition(unit, tree);
      long at = isAtEnd ? end - name.length() : places.getStartPosition(unit, tree);
      if (end < 0 || !isMember(element)) return;
      print("use", file, unit.getLineMap().getLineNumber(at), nameOf(element.getEnclosingElement()), name);
    }

    @Override
    public Void visitMemberSelect(MemberSelectTree tree, Void none) {
      use(tree, tree.getIdentifier(), true);
      return super.visitMemberSelect(tree, none);
    }

    @Override
    public Void visitMemberReference(MemberReferenceTree tree, Void none) {
      use(tree, tree.getName(), true);
      return super.visitMemberReference(tree, none);
    }

    @Override
    public Void visitIdentifier(IdentifierTree tree, Void none) {
      use(tree, tree.getName(), false);
      return super.visitIdentifier(tree, none);
    }

    @Override
    public Void visitClass(ClassTree tree, Void none) {
      if (trees.getElement(getCurrentPath()) instanceof TypeElement type) {
        for (Element member : type.getEnclosedElements())
          if (isMember(member)) print("member", type.getSimpleName(), member.getSimpleName());
        above(type, type.asType());
      }
      return super.visitClass(tree, none);
    }

    private void above(TypeElement type, TypeMirror of) {
      for (TypeMirror one : task.getTypes().directSupertypes(of)) {
        if (one instanceof DeclaredType declared) print("above", type.getSimpleName(), nameOf(declared.asElement()));
        above(type, one);
      }
    }

    /** Classes from elsewhere by all of their name. */
    private String nameOf(Element type) {
      boolean isOwn = trees.getTree(type) != null;
      return (isOwn ? type.getSimpleName() : ((TypeElement) type).getQualifiedName()).toString();
    }

    private static boolean isMember(Element element) {
      if (element == null || !(element.getEnclosingElement() instanceof TypeElement)) return false;
      return element.getKind() == ElementKind.METHOD || element.getKind() == ElementKind.FIELD;
    }

    private static void print(Object... words) {
      System.out.println(String.join("\t", Arrays.stream(words).map(String::valueOf).toList()));
    }
  }
}
