using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Mono.Cecil;
using Mono.Cecil.Cil;
using Mono.CompilerServices.SymbolWriter;

// What a compiled assembly says of members: `use FILE LINE CLASS MEMBER` for each that an instruction names, with the line of its statement,
// `member CLASS MEMBER` for each that it declares, and `above CLASS CLASS` for all that a class extends or implements.
// Usage: mono CSharpMembers.exe ASSEMBLY ROOT
static class CSharpMembers {
  static MonoSymbolFile symbols;

  static void Main(string[] args) {
    var module = ModuleDefinition.ReadModule(args[0]);
    symbols = MonoSymbolFile.ReadSymbolFile(args[0] + ".mdb");
    var root = Path.GetFullPath(args[1]) + "/";
    foreach (var type in module.GetTypes()) {
      if (IsMade(type.Name)) { Read(type, root); continue; }
      foreach (var name in type.Methods.Where(one => !one.IsSpecialName && !IsMade(one.Name)).Select(one => one.Name)
        .Concat(type.Fields.Where(one => !IsMade(one.Name)).Select(one => one.Name)).Concat(type.Properties.Select(one => one.Name)).Distinct())
        Print("member", Plain(type), Member(name));
      foreach (var above in Above(type)) Print("above", Plain(type), above);
      Read(type, root);
    }
  }

  static void Read(TypeDefinition type, string root) {
    foreach (var method in type.Methods.Where(one => one.HasBody)) {
      var entry = symbols.GetMethodByToken(method.MetadataToken.ToInt32());
      if (entry == null) continue;
      var lines = entry.GetLineNumberTable().LineNumbers.Where(one => one.Row < 0xfeefee && !one.IsHidden).ToArray();
      foreach (var instruction in method.Body.Instructions) {
        var point = lines.LastOrDefault(one => one.Offset <= instruction.Offset);
        var member = instruction.Operand as MemberReference;
        if (point == null || member == null || member is TypeReference || member.DeclaringType == null) continue;
        if (IsMade(member.Name) || IsMade(member.DeclaringType.Name)) continue;
        Print("use", Path.GetFullPath(symbols.GetSourceFile(point.File).FileName).Replace(root, ""), point.Row, NameOf(member.DeclaringType, type), Member(member.Name));
      }
    }
  }

  // `get_Name`, `IName.Member`.
  static string Member(string name) {
    var own = name.Substring(name.LastIndexOf('.') + 1);
    foreach (var prefix in new[] { "get_", "set_", "add_", "remove_" }) if (own.StartsWith(prefix)) return own.Substring(prefix.Length);
    return own;
  }

  static string NameOf(TypeReference reference, TypeDefinition from) {
    var type = reference.GetElementType();
    return type.Scope == from.Scope ? Plain(type) : type.Namespace + "." + Plain(type);
  }

  static string Plain(TypeReference type) { return type.Name.Split('`')[0]; }

  static bool IsMade(string name) { return name.Contains("<") || name.Contains("$"); }

  static IEnumerable<string> Above(TypeDefinition type) {
    var direct = type.Interfaces.Select(one => one.InterfaceType).ToList();
    if (type.BaseType != null) direct.Add(type.BaseType);
    foreach (var one in direct) {
      yield return NameOf(one, type);
      var below = one.GetElementType() as TypeDefinition;
      if (below != null) foreach (var more in Above(below)) yield return more;
    }
  }

  static void Print(params object[] words) { Console.WriteLine(string.Join("\t", words)); }
}
